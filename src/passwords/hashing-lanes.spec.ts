import type { Config } from '../config/config.js';
import { SILENT } from '../telemetry/instruments.js';
import { Metrics } from '../telemetry/metrics.js';
import { NoTracing } from '../telemetry/tracing.js';
import { HashingLanes } from './hashing-lanes.js';
import { Overloaded } from './passwords.errors.js';

const lanes = (HASH_LANES: number, HASH_QUEUE_SECONDS: number) =>
  new HashingLanes(
    { BCRYPT_COST: 10, HASH_LANES, HASH_QUEUE_SECONDS } as Config,
    new Metrics(SILENT),
    new NoTracing(),
  );

describe('hashing lanes', () => {
  it('never run more at once than there are lanes', async () => {
    const queue = lanes(2, 60);
    let running = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
    };

    await Promise.all(Array.from({ length: 20 }, () => queue.run(4, work)));

    expect(most).toBe(2);
  });

  it('refuse what would wait longer than allowed, and say for how long', async () => {
    const queue = lanes(1, 0.1);
    const neverEnding = () => new Promise<void>(() => undefined);
    void queue.run(12, neverEnding);

    const refusal = await queue.run(12, neverEnding).catch((error: unknown) => error);

    expect(refusal).toBeInstanceOf(Overloaded);
    expect((refusal as Overloaded).particulars.retryAfter).toBeGreaterThan(0.1);
  });

  it('refuse who comes behind more requests than can be hashed in time', () => {
    const queue = lanes(1, 2);

    expect(queue.refusal(1)).toBeUndefined();
    expect(queue.refusal(1000)).toBeInstanceOf(Overloaded);
  });

  it('start the next one after a failure', async () => {
    const queue = lanes(1, 60);
    const failing = queue.run(4, () => Promise.reject(new Error('no'))).catch(() => 'failed');

    expect(await Promise.all([failing, queue.run(4, async () => 'done')])).toEqual(['failed', 'done']);
  });

  it('free their place when the work has ended', async () => {
    const queue = lanes(1, 0.1);
    await queue.run(10, async () => undefined);

    expect(queue.waitSeconds()).toBe(0);
  });
});
