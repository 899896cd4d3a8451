import { setTimeout as sleep } from 'node:timers/promises';
import { makeKey, makeToken, userClaims } from '../../support/token-forge.js';
import { eventually, refusalOf, useVerifierKit } from '../../support/verifier-kit.js';

const kit = useVerifierKit();
const LONGER_THAN_A_SECOND = 1050;

/** A token with an unknown key. */
const strangeToken = () => makeToken(makeKey(), userClaims(kit.watchword.issuer));

describe('keys', () => {
  it('that are new are loaded when a token names them', async () => {
    const verifier = await kit.start();
    await sleep(LONGER_THAN_A_SECOND);

    kit.watchword.keys.unshift(makeKey());

    expect(await refusalOf(verifier, kit.watchword.token())).toBeUndefined();
  });

  it('that are new are loaded even if the keys were loaded just before', async () => {
    const verifier = await kit.start();

    kit.watchword.keys.unshift(makeKey());

    expect(await refusalOf(verifier, kit.watchword.token())).toBeUndefined();
    expect(kit.watchword.keyLoads).toBe(2);
  });

  it('that are known cause no load and no wait', async () => {
    const earlier = makeKey();
    const verifier = await kit.start();
    kit.watchword.keys = [makeKey()];
    await verifier.verify(kit.watchword.token());
    const token = () => makeToken(makeKey('ES256', earlier.kid), userClaims(kit.watchword.issuer));

    expect(await refusalOf(verifier, token())).toBe('invalid');
    expect(kit.watchword.keyLoads).toBe(2);
  });

  it('are loaded at most once a second, however many unknown ids are sent', async () => {
    const verifier = await kit.start();
    await sleep(LONGER_THAN_A_SECOND);

    const refusals = await Promise.all(Array.from({ length: 20 }, () => refusalOf(verifier, strangeToken())));

    expect(new Set(refusals)).toEqual(new Set(['invalid']));
    expect(kit.watchword.keyLoads).toBe(2);
  });

  it('are reloaded regularly, so that removed keys become invalid', async () => {
    const verifier = await kit.start({ keysMaxAgeSeconds: 0.1 });
    const token = () => makeToken(first, userClaims(kit.watchword.issuer));
    const first = kit.watchword.key;

    kit.watchword.keys = [makeKey()];

    await eventually(() => refusalOf(verifier, token()), 'invalid');
  });

  it('stay in use when they cannot be reloaded', async () => {
    const events: string[] = [];
    const verifier = await kit.start({
      keysMaxAgeSeconds: 0.1,
      onEvent: ({ type }) => void events.push(type),
    });

    await kit.watchword.stop();
    await eventually(() => events.includes('keys-failed'), true);

    expect(await refusalOf(verifier, kit.watchword.token())).toBeUndefined();
    await kit.watchword.start();
  });

  it('that cannot be loaded make a token stale, not invalid', async () => {
    const verifier = await kit.start();
    await kit.watchword.stop();
    await sleep(LONGER_THAN_A_SECOND);

    expect(await refusalOf(verifier, strangeToken())).toBe('stale');
    expect(await refusalOf(verifier, strangeToken())).toBe('stale');
    await kit.watchword.start();
  });
});
