import { setTimeout as sleep } from 'node:timers/promises';
import { StartFailed, TokenRefused, WatchwordVerifier } from '@watchword/verifier';
import { eventually, refusalOf, useVerifierKit } from '../../support/verifier-kit.js';

const kit = useVerifierKit();

describe('start', () => {
  it('waits for a Watchword that is still starting', async () => {
    await kit.watchword.stop();
    const starting = kit.start();

    await sleep(300);
    await kit.watchword.start();

    expect(await refusalOf(await starting, kit.watchword.token())).toBeUndefined();
  });

  it('fails with a clear error when nothing listens', async () => {
    const verifier = kit.make({ startTimeoutSeconds: 0.3 });
    await kit.watchword.stop();

    await expect(verifier.start()).rejects.toThrow(StartFailed);
    await expect(verifier.start()).rejects.toThrow(
      /cannot start with http:\/\/127.0.0.1:\d+: connect ECONNREFUSED/,
    );
    await kit.watchword.start();
  });

  it('fails at once when the credentials are wrong', async () => {
    const verifier = kit.make({ clientSecret: 'wrong' });

    await expect(verifier.start()).rejects.toThrow('answered 401 to GET /revocations: check clientId');
  });

  it('fails when Watchword never responds', async () => {
    kit.watchword.isMute = true;
    const started = Date.now();

    await expect(kit.start({ startTimeoutSeconds: 0.3 })).rejects.toThrow('no answer within 0.3 s');
    expect(Date.now() - started).toBeLessThan(5000);
  });

  it('cannot be called twice', async () => {
    const verifier = await kit.start();

    await expect(verifier.start()).rejects.toThrow('started already');
  });
});

describe('stop', () => {
  it('closes the stream and sends no more requests', async () => {
    const verifier = await kit.start({ keysMaxAgeSeconds: 0.05 });
    expect(kit.watchword.streams.size).toBe(1);

    await verifier.stop();

    await eventually(() => kit.watchword.streams.size, 0);
    const { keyLoads, pageLoads } = kit.watchword;
    await sleep(300); // Longer than the pause before another attempt, if there were one.
    expect(kit.watchword).toMatchObject({ keyLoads, pageLoads });
  });

  it('ends a start that is still waiting', async () => {
    kit.watchword.feedStatus = 503;
    const verifier = kit.make();
    const starting = verifier.start();
    await sleep(50);

    await verifier.stop();

    await expect(starting).rejects.toThrow('cannot start');
    expect(kit.watchword.streams.size).toBe(0);
  });

  it('leaves a verifier that can be started again and has missed nothing', async () => {
    const verifier = await kit.start();
    await verifier.stop();
    kit.watchword.revoke({ type: 'session', id: 'ended' });

    await verifier.start();

    expect(await refusalOf(verifier, kit.watchword.token({ sid: 'ended' }))).toBe('revoked');
    expect(await refusalOf(verifier, kit.watchword.token())).toBeUndefined();
  });

  it.each(['refuse', 'accept'] as const)(
    'makes the verifier refuse all tokens, also with whenStale: %s',
    async (whenStale) => {
      const verifier = await kit.start({ whenStale });
      await verifier.stop();

      expect(await refusalOf(verifier, kit.watchword.token())).toBe('stale');
    },
  );
});

it('the error about invalid options names all of them', () => {
  const options = { issuer: 'https://auth.example.com/?a', audience: '', clientId: 'a', clientSecret: 'b' };

  expect(() => new WatchwordVerifier({ ...options, staleAfterSeconds: -1 })).toThrow(
    /audience is missing; issuer must .* without user, query and fragment; staleAfterSeconds must be/,
  );
});

it.each([
  ['missing', 401, { 'www-authenticate': 'Bearer' }],
  ['expired', 401, { 'www-authenticate': 'Bearer error="invalid_token"' }],
  ['stale', 503, { 'retry-after': '5' }],
] as const)('a refusal as %s has the status and the headers of its response', (reason, status, headers) => {
  expect(new TokenRefused(reason)).toMatchObject({ status, headers });
});

it.each(['/', '//'])('a verifier accepts the issuer with %j at the end, like Watchword', async (ending) => {
  const issuer = kit.watchword.issuer.replace('http:', 'HTTP:') + ending;
  const verifier = await kit.start({ issuer });

  expect(await refusalOf(verifier, kit.watchword.token())).toBeUndefined();
});
