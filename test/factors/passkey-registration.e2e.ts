import { travel } from '../support/factors.js';
import { decodeJwt } from '../support/jwt.js';
import {
  addPasskey,
  beginRegistration,
  registerByPasskey,
  SecurityKey,
  signInAlone,
} from '../support/passkeys.js';
import { freshName, PASSWORD } from '../support/people.js';
import { expectFaults, expectProblem } from '../support/problems.js';
import { useService } from '../support/service.js';

const service = useService();
afterEach(() => jest.restoreAllMocks());

type Made = ReturnType<SecurityKey['create']>;

/** Returns a new passkey with the id of another one. This is possible because no part of it is signed. */
function withIdOf({ id }: Made, { id: own, response, ...made }: Made): Made {
  const bytes = Buffer.from(response.attestationObject, 'base64url').toString('latin1');
  const [from, to] = [own, id].map((one) => Buffer.from(one, 'base64url').toString('latin1'));
  const attestationObject = Buffer.from(bytes.replace(from!, to!), 'latin1').toString('base64url');
  return { ...made, id, rawId: id, response: { ...response, attestationObject } };
}

const rowsOf = (name: string) => service.rows(`SELECT * FROM users WHERE name = '${name}'`);

describe('a registration with a passkey', () => {
  it('requests a discoverable passkey with user verification, and writes nothing to the database before it gets one', async () => {
    const name = freshName();
    const statements = await service.statementsOf(() => beginRegistration(service, { name }));

    const { publicKey, challenge } = await beginRegistration(service, { name, displayName: 'Ada' });

    expect(statements.filter((sql) => !/^(Executing \([^)]*\): )?SELECT/.test(sql))).toEqual([]);
    expect(publicKey).toMatchObject({
      challenge,
      user: { name, displayName: 'Ada' },
      authenticatorSelection: {
        residentKey: 'required',
        requireResidentKey: true,
        userVerification: 'required',
      },
      excludeCredentials: [],
    });
  });

  it('creates an account with recovery codes and no password, and starts no session', async () => {
    const { key, body, status, name } = await registerByPasskey(service, { displayName: 'Ada' });

    const keys = ['msg', 'recoveryCodes', 'user'];
    expect([status, Object.keys(body).toSorted()]).toEqual([201, keys]);
    expect(body.user).toMatchObject({ name, displayName: 'Ada', hasPassword: false, roles: ['user'] });
    expect(body.recoveryCodes).toHaveLength(10);
    expect(await service.rows(`SELECT id FROM sessions WHERE user_id = '${body.user.id}'`)).toEqual([]);
    const signedIn = await signInAlone(service, key);
    expect(signedIn.body.user.id).toBe(body.user.id);
  });

  it('starts a session on request, in which the passkey counts as two factors', async () => {
    const { body } = await registerByPasskey(service, {}, { query: '?signIn=true' });
    const { body: passkeys } = await service.get('/me/passkeys', { token: body.token });

    expect(decodeJwt(body.token)).toMatchObject({ sub: body.user.id, amr: ['swk', 'mfa'], roles: ['user'] });
    expect(passkeys).toMatchObject([{ name: 'Passkey', signsInAlone: true }]);
    expect((await service.post('/refresh', { refreshToken: body.refreshToken })).status).toBe(200);
  });

  it('is recorded as a registration, a new factor and a sign-in in the audit log', async () => {
    const { body } = await registerByPasskey(service, {}, { query: '?signIn=true' });

    const { body: events } = await service.get('/me/events', { token: body.token });

    const types = events.map(({ type }: { type: string }) => type).toSorted();
    expect(types).toEqual(['factor.added', 'login.succeeded', 'user.registered']);
  });

  it('validates the account like /register, both before and after the passkey is created', async () => {
    const { name: taken } = await service.person();
    const key = new SecurityKey();
    const [one, other] = [await beginRegistration(service), await beginRegistration(service)];
    const finish = ({ challenge, publicKey }: typeof one, fields: object) =>
      service.post('/register/passkey', { challenge, credential: key.create(publicKey), ...fields });
    const begin = (fields: object) => service.post('/register/passkey/options', fields);

    expectFaults(await begin({ name: 'al', email: 'x' }), 'name', 'email');
    expectFaults(await begin({ name: freshName(), password: PASSWORD }), 'password');
    expectProblem(await begin({ name: taken.toUpperCase() }), 409, 'name_taken');
    expectFaults(await finish(one, { name: 'al', email: 'x' }), 'name', 'email');
    expectProblem(await finish(other, { name: taken }), 409, 'name_taken');
    expect((await finish(one, { name: freshName() })).status).toBe(201);
  });

  it('creates only one account for ten simultaneous requests with the same name', async () => {
    const name = freshName();
    const begun = await Promise.all(Array.from({ length: 10 }, () => beginRegistration(service, { name })));

    const answers = await Promise.all(
      begun.map(({ challenge, publicKey }) => {
        const credential = new SecurityKey().create(publicKey);
        return service.post('/register/passkey', { name, challenge, credential });
      }),
    );

    const made = answers.filter(({ status }) => status === 201);
    expect([made.length, answers.filter(({ body }) => body.code === 'name_taken').length]).toEqual([1, 9]);
    expect(await rowsOf(name)).toHaveLength(1);
  });

  it('creates no account when the session cannot be started', async () => {
    const name = freshName();
    const { AuditService } = await import('../../src/audit/audit.service.js');
    const audit = service.app.get(AuditService);
    const record = audit.record.bind(audit);
    jest.spyOn(audit, 'record').mockImplementation(async (event, transaction) => {
      if (event.type === 'login.succeeded') throw new Error('the disk is full');
      return record(event, transaction);
    });

    const { status } = await registerByPasskey(service, { name }, { query: '?signIn=true' });

    expect(status).toBe(500);
    expect(await rowsOf(name)).toEqual([]);
  });

  it('refuses a passkey with the id of an existing one', async () => {
    const name = freshName();
    const { key, credential: theirs } = await registerByPasskey(service);
    const { challenge, publicKey } = await beginRegistration(service, { name });
    const credential = withIdOf(theirs, new SecurityKey().create(publicKey));

    const answer = await service.post('/register/passkey', { name, challenge, credential });

    expectProblem(answer, 401, 'invalid_passkey');
    expect([await rowsOf(name), (await signInAlone(service, key)).status]).toEqual([[], 200]);
  });
});

describe('the challenge of a registration', () => {
  it('creates only one account when it is sent twice at once, and is refused later', async () => {
    const { challenge, publicKey } = await beginRegistration(service);
    const credential = new SecurityKey().create(publicKey);
    const send = () => service.post('/register/passkey', { name: freshName(), challenge, credential });

    const answers = await Promise.all([send(), send()]);

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 401]));
    expectProblem(await send(), 401, 'invalid_challenge');
  });

  it('cannot be used again after the account that it created was deleted', async () => {
    const { body, challenge, credential } = await registerByPasskey(service, {}, { query: '?signIn=true' });
    expect((await service.delete('/me', {}, { token: body.token })).status).toBe(204);

    const again = await service.post('/register/passkey', { name: freshName(), challenge, credential });

    expectProblem(again, 401, 'invalid_challenge');
  });

  it('is refused after ten minutes', async () => {
    const { challenge, publicKey } = await beginRegistration(service);
    const credential = new SecurityKey().create(publicKey);
    travel(service, 600_000);

    const answer = await service.post('/register/passkey', { name: freshName(), challenge, credential });

    expectProblem(answer, 401, 'invalid_challenge');
  });

  it.each([
    [
      'the challenge of a sign-in',
      async () => (await service.post('/login/passkey/options', {})).body.challenge,
    ],
    [
      'the challenge of an additional passkey',
      async () =>
        (await service.post('/me/passkeys/options', undefined, await service.person())).body.challenge,
    ],
    ['an invented challenge', () => 'A'.repeat(72)],
  ])('cannot be replaced by %s', async (_, challengeOf) => {
    const challenge = (await challengeOf()) as string;
    const { publicKey } = await beginRegistration(service);
    const credential = new SecurityKey().create({ ...publicKey, challenge });

    const answer = await service.post('/register/passkey', { name: freshName(), challenge, credential });

    expectProblem(answer, 401, 'invalid_challenge');
  });

  it('is refused for a sign-in, for an additional passkey and for a step-up', async () => {
    const { key } = await registerByPasskey(service);
    const person = await service.person();
    const { challenge, publicKey } = await beginRegistration(service);
    const { publicKey: asked } = (await service.post('/login/passkey/options', {})).body;
    const signed = key.sign({ ...asked, challenge });
    const made = new SecurityKey().create(publicKey);

    const signIn = await service.post('/login/passkey', { challenge, credential: signed });

    expectProblem(signIn, 401, 'invalid_challenge');
    expectProblem(await service.post('/me/passkeys', { credential: made }, person), 401, 'invalid_challenge');
    const stepUp = await service.post('/step-up', { credential: signed }, person);
    expectProblem(stepUp, 401, 'invalid_passkey');
  });

  it('is refused when any part of it was changed', async () => {
    const { challenge, publicKey } = await beginRegistration(service);
    const bytes = Buffer.from(challenge, 'base64url');
    for (const at of [0, 17, 30]) {
      const forged = Buffer.from(bytes);
      forged[at]! ^= 1;
      const other = forged.toString('base64url');
      const credential = new SecurityKey().create({ ...publicKey, challenge: other });
      const sent = { name: freshName(), challenge: other, credential };
      expectProblem(await service.post('/register/passkey', sent), 401, 'invalid_challenge');
    }
  });

  it.each([
    ['another page', 'https://evil.example', {}],
    ['an authenticator that has not checked its user', undefined, { checksUser: false }],
  ])('is refused from %s, and cannot be used again', async (_, origin, options) => {
    const name = freshName();
    const { challenge, publicKey } = await beginRegistration(service, { name });
    const key = new SecurityKey(options);
    const relaxed = { ...publicKey.authenticatorSelection, userVerification: 'preferred' };
    const credential = key.create({ ...publicKey, authenticatorSelection: relaxed }, origin);
    const send = () => service.post('/register/passkey', { name, challenge, credential });

    expectProblem(await send(), 401, 'invalid_passkey');
    expectProblem(await send(), 401, 'invalid_challenge');
    expect(await rowsOf(name)).toEqual([]);
  });

  it('must be the one that the passkey was created for', async () => {
    const [one, other] = [await beginRegistration(service), await beginRegistration(service)];
    const credential = new SecurityKey().create(one.publicKey);

    const answer = await service.post('/register/passkey', {
      name: freshName(),
      challenge: other.challenge,
      credential,
    });

    expectProblem(answer, 401, 'invalid_passkey');
  });
});

describe('an account that was registered with a passkey', () => {
  it('cannot remove its passkey until another one has signed in alone', async () => {
    const { body } = await registerByPasskey(service, {}, { query: '?signIn=true' });
    const [{ id }] = (await service.get('/me/passkeys', body)).body;
    const remove = () => service.delete(`/me/passkeys/${id}`, undefined, body);

    expectProblem(await remove(), 409, 'password_needed');
    const { key } = await addPasskey(service, body);
    expectProblem(await remove(), 409, 'password_needed');
    await signInAlone(service, key);
    expect((await remove()).status).toBe(200);
  });

  it('can set a password and remove it again, and a removal without a password succeeds, too', async () => {
    const { body, key, name } = await registerByPasskey(service, {}, { query: '?signIn=true' });
    const removePassword = (token: string) => service.delete('/me/password', undefined, { token });

    expect((await removePassword(body.token)).status).toBe(204);
    expect((await service.post('/me/password', { newPassword: PASSWORD }, body)).status).toBe(204);
    const login = await service.post('/login', { name, password: PASSWORD });
    expect(login.body).toMatchObject({ code: 'mfa_required', factors: ['passkey', 'recovery_code'] });
    expect((await removePassword((await signInAlone(service, key)).body.token)).status).toBe(204);
    expectProblem(await service.post('/login', { name, password: PASSWORD }), 401, 'invalid_credentials');
  });

  it('cannot sign in at /login with any password', async () => {
    const { name } = await registerByPasskey(service);

    for (const password of ['!', '', PASSWORD]) {
      const { status } = await service.post('/login', { name, password });
      expect([400, 401]).toContain(status);
    }
  });
});
