import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { nowInSeconds } from '../../support/token-forge.js';
import { eventually, refusalOf, useVerifierKit } from '../../support/verifier-kit.js';

const kit = useVerifierKit();
const BRIEF = { staleAfterSeconds: 0.3, silentAfterSeconds: 0.2 };
const LONGER = 400;

describe('when nothing was received for too long', () => {
  it('valid tokens are refused as stale, and accepted again when Watchword is back', async () => {
    const verifier = await kit.start(BRIEF);
    const token = kit.watchword.token();
    expect(await refusalOf(verifier, token)).toBeUndefined();

    await kit.watchword.stop();
    await sleep(LONGER);
    expect(await refusalOf(verifier, token)).toBe('stale');

    await kit.watchword.start();
    await eventually(() => refusalOf(verifier, token), undefined, 2500);
  });

  it('valid tokens are accepted with whenStale=accept, except revoked ones', async () => {
    const sid = uuidv7();
    kit.watchword.revoke({ type: 'session', id: sid });
    const verifier = await kit.start({ ...BRIEF, whenStale: 'accept' });

    await kit.watchword.stop();
    await sleep(LONGER);

    expect(await refusalOf(verifier, kit.watchword.token())).toBeUndefined();
    expect(await refusalOf(verifier, kit.watchword.token({ sid }))).toBe('revoked');
    await kit.watchword.start();
  });

  it('invalid tokens are still refused with their own reason', async () => {
    const verifier = await kit.start(BRIEF);

    await kit.watchword.stop();
    await sleep(LONGER);

    expect(await refusalOf(verifier, 'nonsense')).toBe('invalid');
    expect(await refusalOf(verifier, kit.watchword.token({ exp: nowInSeconds() - 1 }))).toBe('expired');
    await kit.watchword.start();
  });

  it('onEvent is called once, however many tokens are refused', async () => {
    const onEvent = jest.fn();
    const verifier = await kit.start({ ...BRIEF, onEvent });

    await kit.watchword.stop();
    await sleep(LONGER);
    for (let count = 0; count < 3; count++) await refusalOf(verifier, kit.watchword.token());

    const told = onEvent.mock.calls.filter(([{ type }]) => type === 'stale');
    expect(told).toEqual([[{ type: 'stale', ageSeconds: expect.any(Number) }]]);
    await kit.watchword.start();
  });
});

it('an open stream without heartbeats from a Watchword with stale revocations makes tokens stale', async () => {
  const verifier = await kit.start(BRIEF);

  kit.watchword.feedStatus = 503;
  kit.watchword.heartbeatMilliseconds = 60_000;

  await eventually(() => refusalOf(verifier, kit.watchword.token()), 'stale');
});

it('heartbeats alone keep tokens valid', async () => {
  const verifier = await kit.start(BRIEF);

  await sleep(2 * LONGER);

  expect(await refusalOf(verifier, kit.watchword.token())).toBeUndefined();
  expect(kit.watchword.pageLoads).toBe(1);
});
