import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { eventually, useVerifierKit } from '../../support/verifier-kit.js';

const kit = useVerifierKit();

/** Node's fetch loses the signal of a garbage-collected request while its response is still being read. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let times = 0; times < 5; times++) {
    collect();
    await sleep(50);
  }
}

describe('after a garbage collection', () => {
  it('stop ends the stream', async () => {
    const verifier = await kit.start();
    await collectGarbage();

    const end = await Promise.race([verifier.stop().then(() => 'stopped'), sleep(1000, 'hangs')]);

    expect(end).toBe('stopped');
    await eventually(() => kit.watchword.streams.size, 0);
  });

  it('a silent stream is opened again', async () => {
    await kit.start({ silentAfterSeconds: 1 });
    const [first] = kit.watchword.streams;
    await collectGarbage();

    kit.watchword.heartbeatMilliseconds = 60_000;

    await eventually(() => kit.watchword.streams.has(first!), false, 3000);
    await eventually(() => kit.watchword.streams.size, 1, 3000);
  });
});
