import { addTotp, travel } from '../support/factors.js';
import { decodeJwt } from '../support/jwt.js';
import { addPasskey, personWithPasskey, type PersonWithPasskey, SecurityKey } from '../support/passkeys.js';
import { PASSWORD, type Person } from '../support/people.js';
import { expectProblem } from '../support/problems.js';
import { useService } from '../support/service.js';

const service = useService();
afterEach(() => jest.restoreAllMocks());

const login = ({ name }: Pick<Person, 'name'>) => service.post('/login', { name, password: PASSWORD });
const challengeOf = async (person: Pick<Person, 'name'>) => (await login(person)).body.challenge as string;
const optionsFor = (challenge?: string) => service.post('/login/passkey/options', { challenge });
const finish = (challenge: string, credential: object) =>
  service.post('/login/passkey', { challenge, credential });
const sessionsOf = async ({ id }: Pick<Person, 'id'>) =>
  (await service.rows(`SELECT id FROM sessions WHERE user_id = '${id}'`)).length;
const eventsOf = async ({ id }: Pick<Person, 'id'>) =>
  (
    await service.rows<{ type: string }>(`SELECT type FROM audit_events WHERE subject = '${id}' ORDER BY id`)
  ).map(({ type }) => type);

/** Signs in with the key: as the second factor if the challenge of a password is given, and alone otherwise. */
async function signIn(key: SecurityKey, challenge?: string) {
  const { body } = await optionsFor(challenge);
  return finish(body.challenge, key.sign(body.publicKey));
}

describe('a sign-in with a passkey as the second factor', () => {
  it('is requested after the password, and its options list the passkeys of the account', async () => {
    const person = await personWithPasskey(service);

    const { body } = await login(person);
    const options = await optionsFor(body.challenge);

    expect([body.code, body.factors]).toEqual(['mfa_required', ['passkey', 'recovery_code']]);
    expect(options.body.challenge).toBe(body.challenge);
    expect(options.body.publicKey).toMatchObject({
      rpId: 'auth.example.com',
      challenge: body.challenge,
      userVerification: 'preferred',
      allowCredentials: [{ type: 'public-key', transports: ['usb'] }],
    });
  });

  it('starts a session whose token names the passkey', async () => {
    const person = await personWithPasskey(service);

    const { status, body } = await signIn(person.key, await challengeOf(person));

    expect([status, body.msg]).toEqual([200, 'ok']);
    expect(decodeJwt(body.token).amr).toEqual(['pwd', 'swk', 'mfa']);
    const { body: passkeys } = await service.get('/me/passkeys', body);
    expect(passkeys[0].lastUsedAt).not.toBeNull();
  });

  it('returns the refresh token in the body, even if the request has an older refresh cookie', async () => {
    const { key } = await personWithPasskey(service);
    const { challenge, publicKey } = (await optionsFor()).body;
    const headers = { cookie: '__Host-watchword_refresh=older' };

    const body = { challenge, credential: key.sign(publicKey) };
    const answer = await service.post('/login/passkey', body, { headers });

    expect(answer.body.refreshToken).toEqual(expect.any(String));
  });

  it('needs no user verification', async () => {
    const person = await personWithPasskey(service, { checksUser: false });

    expect((await signIn(person.key, await challengeOf(person))).status).toBe(200);
  });

  it('fails with the passkey of another account', async () => {
    const [person, other] = [await personWithPasskey(service), await personWithPasskey(service)];
    const challenge = await challengeOf(person);
    const { body: options } = await optionsFor(challenge);

    const theirs = other.key.sign({ ...options.publicKey, allowCredentials: [] });

    expectProblem(await finish(challenge, theirs), 401, 'invalid_passkey');
  });

  it('fails with a signature for another sign-in, including one by the passkey alone', async () => {
    const person = await personWithPasskey(service);
    const [one, other] = [await challengeOf(person), await challengeOf(person)];
    const alone = (await optionsFor()).body;
    const signed = person.key.sign((await optionsFor(other)).body.publicKey);

    expectProblem(await finish(one, signed), 401, 'invalid_passkey');
    expectProblem(await finish(one, person.key.sign(alone.publicKey)), 401, 'invalid_passkey');
    expectProblem(await finish(alone.challenge, signed), 401, 'invalid_passkey');
  });

  it('starts only one session when its challenge is used many times at once', async () => {
    const person = await personWithPasskey(service);
    const challenge = await challengeOf(person);
    const before = await sessionsOf(person);
    const { publicKey } = (await optionsFor(challenge)).body;
    const signed = Array.from({ length: 5 }, () => person.key.sign(publicKey));

    const answers = await Promise.all(signed.map((credential) => finish(challenge, credential)));

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await sessionsOf(person)).toBe(before + 1);
    const late = person.key.sign(publicKey);
    expectProblem(await finish(challenge, late), 401, 'invalid_challenge');
  });

  it('allows five attempts, and guesses at codes do not keep the owner from using a passkey', async () => {
    const person = await personWithPasskey(service);
    await addTotp(service, person);
    const challenge = await challengeOf(person);
    const guess = async (of: string) =>
      (await service.post('/login/totp', { challenge: of, code: '000000' })).body.code as string;

    const codes = [];
    for (let one = 0; one < 6; one++) codes.push(await guess(challenge));
    for (let one = 0; one < 15; one++) await guess(await challengeOf(person));

    expect(codes).toEqual([...Array(5).fill('invalid_code'), 'invalid_challenge']);
    expect(await guess(await challengeOf(person))).toBe('rate_limited');
    expect((await signIn(person.key, await challengeOf(person))).status).toBe(200);
  });

  it('fails when the passkey is removed meanwhile, even if another one is left', async () => {
    const person = await personWithPasskey(service);
    await addPasskey(service, person);
    const challenge = await challengeOf(person);
    const signed = person.key.sign((await optionsFor(challenge)).body.publicKey);

    await service.delete(`/me/passkeys/${person.passkeyId}`, undefined, person);

    expectProblem(await finish(challenge, signed), 401, 'invalid_passkey');
  });
});

describe('a sign-in with a passkey alone', () => {
  it('requests any discoverable passkey with user verification', async () => {
    const { status, body } = await optionsFor();

    expect(status).toBe(200);
    expect(body.publicKey).toEqual({
      challenge: body.challenge,
      rpId: 'auth.example.com',
      allowCredentials: [],
      userVerification: 'required',
      timeout: 600_000,
    });
  });

  it('starts a session in which the passkey counts as two factors', async () => {
    const person = await personWithPasskey(service);

    const { status, body } = await signIn(person.key);

    expect([status, Object.keys(body)[0]]).toEqual([200, 'msg']);
    expect(decodeJwt(body.token)).toMatchObject({ sub: person.id, amr: ['swk', 'mfa'] });
    expect((await service.get('/me', body)).body.id).toBe(person.id);
    expect(await eventsOf(person)).toContain('login.succeeded');
  });

  it('sets the refresh token as a cookie in cookie mode', async () => {
    const person = await personWithPasskey(service);
    const { body } = await optionsFor();
    const credential = person.key.sign(body.publicKey);

    const answer = await service.post(
      '/login/passkey?cookie=true',
      { challenge: body.challenge, credential },
      { headers: { origin: 'https://auth.example.com' } },
    );

    expect(answer.status).toBe(200);
    expect(answer.headers.get('set-cookie')).toMatch(/__Host-watchword_refresh=/);
    expect(answer.body.refreshToken).toBeUndefined();
  });

  it('fails without user verification', async () => {
    const person = await personWithPasskey(service, { checksUser: false });

    expectProblem(await signIn(person.key), 401, 'invalid_passkey');
    expect((await signIn(person.key, await challengeOf(person))).status).toBe(200);
  });

  it('returns one error for an unknown or removed passkey and a disabled account, and starts no session', async () => {
    const [removed, disabled] = [await personWithPasskey(service), await personWithPasskey(service)];
    const before = [await sessionsOf(removed), await sessionsOf(disabled)];
    await service.delete(`/me/passkeys/${removed.passkeyId}`, undefined, removed);
    await service.patch(`/users/${disabled.id}`, { disabled: true }, await service.admin());
    const stranger = new SecurityKey();
    stranger.create((await service.post('/me/passkeys/options', undefined, await service.person())).body);

    const answers = [await signIn(removed.key), await signIn(disabled.key), await signIn(stranger)];

    for (const answer of answers) expectProblem(answer, 401, 'invalid_passkey');
    const texts = answers.map(({ body }) => JSON.stringify({ ...body, requestId: '' }));
    expect(new Set(texts).size).toBe(1);
    expect([await sessionsOf(removed), await sessionsOf(disabled)]).toEqual(before);
  });

  it('fails with a signature for another page or another service', async () => {
    const person = await personWithPasskey(service);
    const elsewhere = (await optionsFor()).body;
    const otherRp = (await optionsFor()).body;
    const { key: foreign } = await foreignKey(person);

    const byPhishing = person.key.sign(elsewhere.publicKey, 'https://evil.example');
    const byOtherRp = foreign.sign({ ...otherRp.publicKey, rpId: 'example.com' });

    expectProblem(await finish(elsewhere.challenge, byPhishing), 401, 'invalid_passkey');
    expectProblem(await finish(otherRp.challenge, byOtherRp), 401, 'invalid_passkey');
  });

  it('accepts a challenge only once, even if the first attempt failed', async () => {
    const person = await personWithPasskey(service);
    const { challenge, publicKey } = (await optionsFor()).body;
    const credential = person.key.sign(publicKey);
    const spoiled = { ...credential, response: { ...credential.response, signature: 'AAAA' } };
    const again = (await optionsFor()).body;
    const signed = person.key.sign(again.publicKey);

    expectProblem(await finish(challenge, spoiled), 401, 'invalid_passkey');
    expectProblem(await finish(challenge, credential), 401, 'invalid_challenge');
    expect((await finish(again.challenge, signed)).status).toBe(200);
    expectProblem(await finish(again.challenge, signed), 401, 'invalid_challenge');
  });

  it('starts only one session when its challenge is used many times at once', async () => {
    const person = await personWithPasskey(service);
    const before = await sessionsOf(person);
    const { challenge, publicKey } = (await optionsFor()).body;
    const signed = Array.from({ length: 8 }, () => person.key.sign(publicKey));

    const answers = await Promise.all(signed.map((credential) => finish(challenge, credential)));

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(7);
    expect(await sessionsOf(person)).toBe(before + 1);
  });

  it('must be finished within ten minutes', async () => {
    const person = await personWithPasskey(service);
    const { challenge, publicKey } = (await optionsFor()).body;
    const credential = person.key.sign(publicKey);

    travel(service, 601_000);

    expectProblem(await finish(challenge, credential), 401, 'invalid_challenge');
  });

  it('fails when the passkey names another user', async () => {
    const [person, other] = [await personWithPasskey(service), await personWithPasskey(service)];
    const { challenge, publicKey } = (await optionsFor()).body;
    const credential = person.key.sign(publicKey);
    const { userHandle } = other.key.sign(publicKey).response;

    const answer = await finish(challenge, {
      ...credential,
      response: { ...credential.response, userHandle },
    });

    expectProblem(answer, 401, 'invalid_passkey');
  });

  it('has a challenge that is refused as an access token and is stored only as a hash', async () => {
    const { challenge: token } = (await optionsFor()).body;

    expect((await service.get('/me', { token })).status).toBe(401);
    const rows = await service.rows('SELECT * FROM passkey_challenges');
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(token);
  });
});

/** Creates a key with a passkey of the same user for another service. */
async function foreignKey(person: PersonWithPasskey) {
  const key = new SecurityKey();
  const { body } = await service.post('/me/passkeys/options', undefined, person);
  key.create({ ...body, rp: { id: 'example.com', name: 'x' } });
  return { key };
}
