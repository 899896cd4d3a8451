import { v7 as uuidv7 } from 'uuid';
import { clientClaims, makeKey, makeToken, nowInSeconds, userClaims } from '../../support/token-forge.js';
import { eventually, refusalOf, useVerifierKit } from '../../support/verifier-kit.js';

const kit = useVerifierKit();

/** A UUIDv7 of a time. */
const idOf = (milliseconds: number) => uuidv7({ msecs: milliseconds });

describe('within a second', () => {
  it('the tokens of an ended session are refused, and those of others are not', async () => {
    const verifier = await kit.start();
    const [ended, other] = [uuidv7(), uuidv7()];
    const token = kit.watchword.token({ sid: ended });
    expect(await refusalOf(verifier, token)).toBeUndefined();

    kit.watchword.revoke({ type: 'session', id: ended });

    await eventually(() => refusalOf(verifier, token), 'revoked');
    expect(await refusalOf(verifier, kit.watchword.token({ sid: other }))).toBeUndefined();
  });

  it('the tokens of a user are refused when they were issued before, to the millisecond', async () => {
    const verifier = await kit.start();
    const [sub, moment] = [uuidv7(), Date.now()];
    const before = kit.watchword.token({ sub, jti: idOf(moment - 1) });
    const after = kit.watchword.token({ sub, jti: idOf(moment) });

    kit.watchword.revoke({ type: 'user', id: sub, notBefore: new Date(moment).toISOString() });

    await eventually(() => refusalOf(verifier, before), 'revoked');
    expect(await refusalOf(verifier, after)).toBeUndefined();
  });

  it('the tokens of a user are refused, except those of the excepted session', async () => {
    const verifier = await kit.start();
    const [sub, sid] = [uuidv7(), uuidv7()];
    const [spared, other] = [kit.watchword.token({ sub, sid }), kit.watchword.token({ sub })];
    const notBefore = new Date(Date.now() + 1000).toISOString();

    kit.watchword.revoke({ type: 'user', id: sub, notBefore, exceptSession: sid });

    await eventually(() => refusalOf(verifier, other), 'revoked');
    expect(await refusalOf(verifier, spared)).toBeUndefined();
  });

  it('the tokens of a deleted user are refused, even from a replica whose clock is ahead', async () => {
    const verifier = await kit.start();
    const sub = uuidv7();
    const ahead = kit.watchword.token({ sub, jti: idOf(Date.now() + 60_000) });

    kit.watchword.revoke({ type: 'user', id: sub, notBefore: null });

    await eventually(() => refusalOf(verifier, ahead), 'revoked');
  });

  it('a single token is refused, and others of its session are not', async () => {
    const verifier = await kit.start();
    const [jti, sid] = [uuidv7(), uuidv7()];
    const [one, other] = [kit.watchword.token({ jti, sid }), kit.watchword.token({ sid })];

    kit.watchword.revoke({ type: 'token', id: jti });

    await eventually(() => refusalOf(verifier, one), 'revoked');
    expect(await refusalOf(verifier, other)).toBeUndefined();
  });

  it('the tokens of a service client are refused when they were issued before', async () => {
    const verifier = await kit.start();
    const claims = clientClaims(kit.watchword.issuer, '');
    const token = makeToken(kit.watchword.key, claims);

    kit.watchword.revoke({
      type: 'client',
      id: claims.sub,
      notBefore: new Date(Date.now() + 1).toISOString(),
    });

    await eventually(() => refusalOf(verifier, token), 'revoked');
  });

  it('the tokens of all users and clients are refused when they were issued before', async () => {
    const verifier = await kit.start();
    const moment = Date.now();
    const before = kit.watchword.token({ jti: idOf(moment - 1) });
    const ofClient = makeToken(kit.watchword.key, {
      ...clientClaims(kit.watchword.issuer, ''),
      jti: idOf(moment - 1),
    });
    const after = kit.watchword.token({ jti: idOf(moment) });

    kit.watchword.revoke({ type: 'all', id: '*', notBefore: new Date(moment).toISOString() });

    await eventually(() => refusalOf(verifier, before), 'revoked');
    expect([await refusalOf(verifier, ofClient), await refusalOf(verifier, after)]).toEqual([
      'revoked',
      undefined,
    ]);
  });

  it('the tokens of a key are refused, and those of the next are not', async () => {
    const bad = kit.watchword.key;
    const next = makeKey();
    kit.watchword.keys.push(next);
    const verifier = await kit.start();
    const token = kit.watchword.token();
    await verifier.verify(token);

    kit.watchword.revoke({ type: 'key', id: bad.kid });

    await eventually(() => refusalOf(verifier, token), 'revoked');
    expect(await refusalOf(verifier, makeToken(next, userClaims(kit.watchword.issuer)))).toBeUndefined();
  });
});

describe('a revocation', () => {
  it('is compared with iat when the token id contains no time', async () => {
    const [sub, iat] = [uuidv7(), nowInSeconds() - 10];
    kit.watchword.revoke({ type: 'user', id: sub, notBefore: new Date(iat * 1000 + 1).toISOString() });
    const verifier = await kit.start();

    expect(await refusalOf(verifier, kit.watchword.token({ sub, iat, jti: 'one' }))).toBe('revoked');
    expect(await refusalOf(verifier, kit.watchword.token({ sub, iat: iat + 1, jti: 'two' }))).toBeUndefined();
  });

  it('that excepts a session does not undo an earlier one without exception', async () => {
    const [sub, sid, moment] = [uuidv7(), uuidv7(), Date.now()];
    const notBefore = (milliseconds: number) => new Date(moment + milliseconds).toISOString();
    kit.watchword.revoke({ type: 'user', id: sub, notBefore: notBefore(0) });
    kit.watchword.revoke({ type: 'user', id: sub, notBefore: notBefore(5), exceptSession: sid });
    const verifier = await kit.start();

    expect(await refusalOf(verifier, kit.watchword.token({ sub, sid, jti: idOf(moment - 1) }))).toBe(
      'revoked',
    );
    expect(await refusalOf(verifier, kit.watchword.token({ sub, sid, jti: idOf(moment) }))).toBeUndefined();
    expect(await refusalOf(verifier, kit.watchword.token({ sub, jti: idOf(moment) }))).toBe('revoked');
  });

  it('of an unknown type is ignored', async () => {
    const sid = uuidv7();
    kit.watchword.revoke({ type: 'planet', id: 'earth' });
    kit.watchword.revoke({ type: 'session', id: sid });
    const verifier = await kit.start();

    expect(await refusalOf(verifier, kit.watchword.token({ sid }))).toBe('revoked');
  });

  it('is reported to onEvent', async () => {
    const onEvent = jest.fn();
    await kit.start({ onEvent });

    kit.watchword.revoke({ type: 'session', id: 'one' });

    const revocation = expect.objectContaining({ type: 'session', id: 'one' });
    await eventually(() => onEvent.mock.calls.length, 2);
    expect(onEvent.mock.calls).toEqual([[{ type: 'connected' }], [{ type: 'revoked', revocation }]]);
  });
});
