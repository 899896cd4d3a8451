import { v7 as uuidv7 } from 'uuid';
import { clientClaims, makeToken, nowInSeconds } from '../../support/token-forge.js';
import { eventually, refusalOf, useVerifierKit } from '../../support/verifier-kit.js';

const TTL = 900;

const kit = useVerifierKit();
beforeEach(() => void (kit.watchword.accessTokenTtl = TTL));
afterEach(() => void jest.restoreAllMocks());

const token = (issued: number, ends: number) =>
  kit.watchword.token({ iat: nowInSeconds() + issued, exp: nowInSeconds() + ends });

describe('a token', () => {
  it.each([
    ['lives longer than Watchword says, from now', 0, TTL + 120],
    ['lives longer than Watchword says, since it was issued', -TTL - 120, 60],
    ['was issued in the future', 3600, 3600 + TTL],
    ['was issued in the future, and ends soon', 3600, 60],
  ])('that %s is refused', async (_, issued, ends) => {
    const verifier = await kit.start();

    expect(await refusalOf(verifier, token(issued, ends))).toBe('invalid');
  });

  it('of a Watchword whose clock is half a minute ahead is accepted', async () => {
    const verifier = await kit.start();

    expect(await refusalOf(verifier, token(30, TTL + 30))).toBeUndefined();
  });

  it('that is cached is refused while the clock is set back by an hour', async () => {
    const verifier = await kit.start();
    const remembered = token(0, TTL);
    await verifier.verify(remembered);
    const now = Date.now();

    jest.spyOn(Date, 'now').mockReturnValue(now - 3_600_000);

    expect(await refusalOf(verifier, remembered)).toBe('invalid');
  });

  it('may live as long as Watchword announces, even after the announced lifetime changes', async () => {
    const verifier = await kit.start({ longestTokenSeconds: TTL });
    const long = token(0, 3600);
    const before = await refusalOf(verifier, long);

    kit.watchword.accessTokenTtl = 3600;
    kit.watchword.dropStreams();

    expect(before).toBe('invalid');
    await eventually(() => refusalOf(verifier, long), undefined);
  });

  it('may live for longestTokenSeconds if an older Watchword does not announce a lifetime', async () => {
    kit.watchword.accessTokenTtl = undefined;
    const verifier = await kit.start({ longestTokenSeconds: 3600 });

    expect(await refusalOf(verifier, token(0, 3600))).toBeUndefined();
    expect(await refusalOf(verifier, token(0, 3720))).toBe('invalid');
  });
});

it('the tokens of a deleted secret are refused, and those of the newer one are not', async () => {
  const verifier = await kit.start();
  const [old, newest] = [uuidv7(), uuidv7()].map((secret_id) =>
    makeToken(kit.watchword.key, { ...clientClaims(kit.watchword.issuer, ''), secret_id }),
  ) as [string, string];
  await verifier.verify(old);
  const { secret_id } = JSON.parse(Buffer.from(old.split('.')[1] as string, 'base64url').toString());

  kit.watchword.revoke({ type: 'secret', id: secret_id });

  await eventually(() => refusalOf(verifier, old), 'revoked');
  expect(await refusalOf(verifier, newest)).toBeUndefined();
});
