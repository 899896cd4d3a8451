import { decodeJwt } from '../support/jwt.js';
import { addTotp, type PersonWithTotp, personWithTotp, travel } from '../support/factors.js';
import { PASSWORD, type Person } from '../support/people.js';
import { expectProblem } from '../support/problems.js';
import { useService } from '../support/service.js';

const service = useService();
afterEach(() => jest.restoreAllMocks());

const login = ({ name }: Pick<Person, 'name'>) => service.post('/login', { name, password: PASSWORD });
const finish = (challenge: string, code: string) => service.post('/login/totp', { challenge, code });
const challengeOf = async (person: Pick<Person, 'name'>) => (await login(person)).body.challenge as string;
const sessionsOf = async ({ id }: Person) =>
  (await service.rows(`SELECT id FROM sessions WHERE user_id = '${id}'`)).length;
const loginsOf = async ({ id }: Person) =>
  (await service.rows(`SELECT id FROM audit_events WHERE subject = '${id}' AND type = 'login.succeeded'`))
    .length;

/** Signs the user in with the password and a code of the app. */
async function signIn(person: PersonWithTotp, code = person.app.next()) {
  return finish(await challengeOf(person), code);
}

describe('an authenticator app', () => {
  it('is added with a secret, a URI and a QR code, and is no factor before its first code', async () => {
    const { token, name } = await service.person();

    const { status, body } = await service.post('/me/totp', { name: 'Phone' }, { token });

    expect(status).toBe(201);
    expect(body.secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(body.uri).toMatch(new RegExp(`^otpauth://totp/.*${name}\\?.*secret=${body.secret}`));
    expect(body.qr).toMatch(/^data:image\/svg\+xml;base64,/);
    expect((await service.get('/me/totp', { token })).body).toEqual([]);
    expect((await login({ name })).status).toBe(200);
  });

  it('is a factor after its first code, and comes with ten recovery codes', async () => {
    const person = await service.person();

    const { app, recoveryCodes } = await addTotp(service, person);

    const codes = recoveryCodes.filter((code) => /^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$/.test(code));
    expect(new Set(codes).size).toBe(10);
    expect((await service.get('/me/totp', person)).body).toMatchObject([{ id: app.id }]);
  });

  it('is not confirmed by a wrong code, by another user or with an unknown id', async () => {
    const [person, other] = [await service.person(), await service.person()];
    const { body } = await service.post('/me/totp', {}, person);
    const confirm = (who: Person, id: string) =>
      service.post('/me/totp/confirm', { id, code: '000000' }, { token: who.token });

    expectProblem(await confirm(person, body.id), 401, 'invalid_code');
    expectProblem(await confirm(other, body.id), 401, 'invalid_code');
    expectProblem(await confirm(person, other.id), 401, 'invalid_code');
  });

  it('returns no new recovery codes when the user already has some', async () => {
    const person = await personWithTotp(service);

    const second = await addTotp(service, person);

    expect(second.recoveryCodes).toEqual([]);
    expect((await service.get('/me/totp', person)).body).toHaveLength(2);
    expect((await signIn({ ...person, app: second.app })).status).toBe(200);
  });
});

describe('a sign-in with an authenticator app', () => {
  it('requires a code after the password, and starts no session before it', async () => {
    const person = await personWithTotp(service);
    const [sessions, logins] = [await sessionsOf(person), await loginsOf(person)];

    const answer = await login(person);

    const { challenge, factors, expiresIn, ...problem } = answer.body;
    expectProblem({ ...answer, body: problem }, 401, 'mfa_required');
    expect([challenge.length, factors, expiresIn]).toEqual([43, ['totp', 'recovery_code'], 600]);
    expect([await sessionsOf(person), await loginsOf(person)]).toEqual([sessions, logins]);
  });

  it('is completed by the code, returns the response of /login, and its tokens name the factor', async () => {
    const person = await personWithTotp(service);

    const { status, body } = await signIn(person);

    expect([status, body.msg, body.tokenType]).toEqual([200, 'ok', 'Bearer']);
    expect(decodeJwt(body.token).amr).toEqual(['pwd', 'otp', 'mfa']);
    const { body: next } = await service.post('/refresh', { refreshToken: body.refreshToken });
    expect(decodeJwt(next.token).amr).toEqual(['pwd', 'otp', 'mfa']);
  });

  it('accepts the codes of the current step, the one before and the one after, and no others', async () => {
    const person = await personWithTotp(service);
    travel(service, 300_000);

    const wrong = [await signIn(person, person.app.shows(-2)), await signIn(person, person.app.shows(2))];
    const right = [-1, 0, 1].map((step) => person.app.shows(step));

    for (const answer of wrong) expectProblem(answer, 401, 'invalid_code');
    for (const code of right) expect((await signIn(person, code)).status).toBe(200);
  });

  it('uses up a time step: its code and those of earlier steps are then refused', async () => {
    const person = await personWithTotp(service);
    travel(service, 300_000);
    const [earlier, code] = [person.app.shows(-1), person.app.shows()];
    await signIn(person, code);

    expectProblem(await signIn(person, code), 401, 'invalid_code');
    expectProblem(await signIn(person, earlier), 401, 'invalid_code');
  });

  it('starts one session when the same code is sent with several challenges at once', async () => {
    const person = await personWithTotp(service);
    const challenges = await Promise.all(Array.from({ length: 8 }, () => challengeOf(person)));
    const code = person.app.next();

    const answers = await Promise.all(challenges.map((challenge) => finish(challenge, code)));

    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      200,
      ...Array(7).fill(401),
    ]);
  });

  it('starts one session when its challenge is used several times at once', async () => {
    const person = await personWithTotp(service);
    const { app } = await addTotp(service, person);
    travel(service, 300_000);
    const challenge = await challengeOf(person);
    const before = await sessionsOf(person);
    const codes = [person.app.shows(), app.shows(), person.app.shows(1), app.shows(1)];

    const answers = await Promise.all(codes.map((code) => finish(challenge, code)));

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await sessionsOf(person)).toBe(before + 1);
  });

  it('allows five attempts', async () => {
    const person = await personWithTotp(service);
    const challenge = await challengeOf(person);
    const guesses = await Promise.all(Array.from({ length: 12 }, () => finish(challenge, '000000')));

    const codes = guesses.map(({ body }) => body.code as string).toSorted((a, b) => a.localeCompare(b));
    expect(codes).toEqual([...Array(7).fill('invalid_challenge'), ...Array(5).fill('invalid_code')]);
    expectProblem(await finish(challenge, person.app.next()), 401, 'invalid_challenge');
  });

  it('must be finished within ten minutes', async () => {
    const person = await personWithTotp(service);
    const challenge = await challengeOf(person);

    travel(service, 601_000);

    expectProblem(await finish(challenge, person.app.next()), 401, 'invalid_challenge');
  });

  it('fails when the app is removed, or the password is changed, meanwhile', async () => {
    const [one, other] = [await personWithTotp(service), await personWithTotp(service)];
    const [challenge, second] = [await challengeOf(one), await challengeOf(other)];

    await service.delete(`/me/totp/${one.app.id}`, undefined, one);
    await service.post(
      '/me/password',
      { currentPassword: PASSWORD, newPassword: 'pebbles otters juggle' },
      other,
    );

    expectProblem(await finish(challenge, one.app.next()), 401, 'invalid_challenge');
    expectProblem(await finish(second, other.app.next()), 401, 'invalid_challenge');
  });

  it('is limited by account: twenty guesses an hour are checked, even with a new challenge for each', async () => {
    const person = await personWithTotp(service);
    const guesses = [];
    for (let guess = 0; guess < 30; guess++) guesses.push(await signIn(person, '000000'));

    const codes = guesses.map(({ body }) => body.code);
    expect(codes).toEqual([...Array(20).fill('invalid_code'), ...Array(10).fill('rate_limited')]);
    const [code = ''] = person.recoveryCodes;
    const challenge = await challengeOf(person);
    expect((await service.post('/login/recovery-code', { challenge, code })).status).toBe(200);
  });
});

describe('a challenge', () => {
  it('is neither an access token nor a refresh token', async () => {
    const person = await personWithTotp(service);
    const token = await challengeOf(person);

    expect((await service.get('/me', { token })).status).toBe(401);
    expect((await service.post('/refresh', { refreshToken: token })).status).toBe(401);
  });

  it('is stored as a hash, recovery codes too, and the secret of the app is encrypted', async () => {
    const person = await personWithTotp(service);
    const challenge = await challengeOf(person);

    const rows = [
      await service.rows('SELECT * FROM pending_sign_ins'),
      await service.rows('SELECT * FROM totp_devices'),
      await service.rows('SELECT * FROM recovery_codes'),
    ];

    const text = JSON.stringify(rows);
    const secrets = [challenge, person.app.totp.secret.base32, ...person.recoveryCodes];
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
    const letters = person.recoveryCodes.map((code) => code.replaceAll('-', ''));
    expect(letters.filter((code) => text.includes(code))).toEqual([]);
  });
});
