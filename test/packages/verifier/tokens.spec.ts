import { FORGERIES } from '../../support/forgeries.js';
import { clientClaims, makeKey, makeToken, userClaims } from '../../support/token-forge.js';
import { refusalOf, useVerifierKit } from '../../support/verifier-kit.js';

const kit = useVerifierKit();

describe('a valid token', () => {
  it('returns its subject', async () => {
    const facts = { roles: ['user', 'admin'], amr: ['pwd'], auth_time: 1_795_437_296 };
    const claims = { ...userClaims(kit.watchword.issuer), ...facts };
    const verifier = await kit.start();

    expect(await verifier.verify(kit.watchword.token(claims))).toEqual({
      subject: claims.sub,
      sessionId: claims.sid,
      tokenId: claims.jti,
      roles: ['user', 'admin'],
      clientId: undefined,
      scopes: [],
      authMethods: ['pwd'],
      authTime: 1_795_437_296,
      claims: {},
      issuedAt: claims.iat,
      expiresAt: claims.exp,
    });
  });

  it("has the operator's additional claims, which cannot be changed", async () => {
    const further = { plan: 'pro', limits: { seats: [5] } };
    const verifier = await kit.start();

    const { claims } = await verifier.verify(
      kit.watchword.token({ ...userClaims(kit.watchword.issuer), ...further }),
    );

    expect(claims).toEqual(further);
    expect(() => (claims.limits as { seats: number[] }).seats.push(6)).toThrow(TypeError);
    expect(() => Object.assign(claims, { plan: 'free' })).toThrow(TypeError);
  });

  it('of a service client has scopes instead of roles and a session', async () => {
    const claims = clientClaims(kit.watchword.issuer, 'orders:read orders:write');
    const verifier = await kit.start();

    expect(await verifier.verify(makeToken(kit.watchword.key, claims))).toMatchObject({
      subject: claims.sub,
      clientId: claims.sub,
      scopes: ['orders:read', 'orders:write'],
      roles: [],
      sessionId: undefined,
    });
  });

  it.each(['ES256', 'RS256'] as const)('may be signed with %s', async (algorithm) => {
    kit.watchword.keys = [makeKey(algorithm)];
    const verifier = await kit.start();

    expect(await refusalOf(verifier, kit.watchword.token())).toBeUndefined();
  });

  it('returns an object that one request cannot change for later requests', async () => {
    const verifier = await kit.start();
    const principal = await verifier.verify(kit.watchword.token());

    expect(() => (principal.roles as string[]).push('admin')).toThrow(TypeError);
    expect(() => Object.assign(principal, { subject: 'somebody else' })).toThrow(TypeError);
  });
});

describe('a forged token is refused as invalid:', () => {
  it.each(FORGERIES)('$title', async (forgery) => {
    const verifier = await kit.start();

    expect(await refusalOf(verifier, forgery.forge(kit.watchword))).toBe('invalid');
  });

  it('a token whose kid names two keys', async () => {
    const twin = makeKey('ES256', kit.watchword.key.kid);
    kit.watchword.keys.push(twin);
    const verifier = await kit.start();

    expect(await refusalOf(verifier, kit.watchword.token())).toBe('invalid');
    expect(await refusalOf(verifier, makeToken(twin, userClaims(kit.watchword.issuer)))).toBe('invalid');
  });
});
