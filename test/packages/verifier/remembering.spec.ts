import { setTimeout as sleep } from 'node:timers/promises';
import { makeKey, makeToken, nowInSeconds, userClaims } from '../../support/token-forge.js';
import { refusalOf, useVerifierKit } from '../../support/verifier-kit.js';

const kit = useVerifierKit();
/** A timer may fire this much too early. */
const TIMER_MS = 10;
const verifySignature = jest.spyOn(crypto.subtle, 'verify');

beforeEach(() => verifySignature.mockClear());

describe('a token that is sent again', () => {
  it('needs no second signature check', async () => {
    const verifier = await kit.start();
    const token = kit.watchword.token();

    for (let count = 0; count < 100; count++) await verifier.verify(token);

    expect(verifySignature).toHaveBeenCalledTimes(1);
  });

  it('is refused once it has expired', async () => {
    const verifier = await kit.start();
    const exp = nowInSeconds() + 3;
    const token = kit.watchword.token({ exp });
    expect(await refusalOf(verifier, token)).toBeUndefined();

    await sleep(exp * 1000 - Date.now() + TIMER_MS);

    expect(await refusalOf(verifier, token)).toBe('expired');
  });

  it('is checked again after too many other tokens', async () => {
    const verifier = await kit.start({ rememberedTokens: 1 });
    const token = kit.watchword.token();

    for (const shown of [token, kit.watchword.token(), token]) await verifier.verify(shown);

    expect(verifySignature).toHaveBeenCalledTimes(3);
  });

  it('is not cached when it was refused', async () => {
    const verifier = await kit.start();
    const forged = makeToken(makeKey('ES256', kit.watchword.key.kid), userClaims(kit.watchword.issuer));

    for (let count = 0; count < 3; count++) expect(await refusalOf(verifier, forged)).toBe('invalid');

    expect(verifySignature).toHaveBeenCalledTimes(3);
  });
});

it('an expired token is refused as expired', async () => {
  const verifier = await kit.start();

  expect(await refusalOf(verifier, kit.watchword.token({ exp: nowInSeconds() - 1 }))).toBe('expired');
});
