import { Browser } from '../support/browser.js';
import { addTotp, personWithTotp, travel } from '../support/factors.js';
import { decodeJwt } from '../support/jwt.js';
import { useMailbox } from '../support/mailbox.js';
import { addPasskey, SecurityKey } from '../support/passkeys.js';
import { PASSWORD } from '../support/people.js';
import { expectProblem } from '../support/problems.js';
import {
  COOKIE_MODE,
  makeRemembered,
  remember,
  rememberedPerson,
  signIn,
} from '../support/remembered-devices.js';
import { useService } from '../support/service.js';
import { verifiedPerson } from '../support/verification.js';

const DAY_SECONDS = 86_400;
const HOUR_MS = 3_600_000;
const mailbox = useMailbox();
const service = useService(() => ({ ...mailbox.environment, LOGIN_BY_EMAIL: 'on', MFA_REMEMBER: '30d' }));
afterEach(() => jest.restoreAllMocks());

const outcomeOf = ({ status, body }: { status: number; body: { code?: string } }) =>
  body.code === undefined ? String(status) : `${status} ${body.code}`;

describe('a browser that was remembered after a second factor', () => {
  it('gets a cookie for 30 days, which no script and no other site can use', async () => {
    const person = await personWithTotp(service);
    const browser = new Browser(service);

    const { headers } = await remember(browser, person);

    expect(headers.getSetCookie().find((set) => set.includes('remembered'))).toMatch(
      /^__Host-watchword_remembered=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
  });

  it('signs its user in with the password alone, and the token names only the password', async () => {
    const person = await rememberedPerson(service);
    service.travel(DAY_SECONDS);

    const { status, body } = await signIn(person.browser, person);

    const { amr, auth_time } = decodeJwt(body.token);
    expect([status, amr]).toEqual([200, ['pwd']]);
    expect(Math.abs(Number(auth_time) - (Date.now() / 1000 + DAY_SECONDS))).toBeLessThan(60);
    const { body: next } = await person.browser.post('/refresh', {}, ORIGIN);
    expect(decodeJwt(next.token)).toMatchObject({ amr: ['pwd'], auth_time });
  });

  it('signs its user in with a mailed link', async () => {
    const person = await makeRemembered(service, await verifiedPerson(service, mailbox));
    await service.post('/login/email', { login: person.name });
    const { token } = await mailbox.next(person.email, 4);

    const { status, body } = await person.browser.post(`/login/email/confirm${COOKIE_MODE}`, { token });

    expect([status, decodeJwt(body.token).amr]).toEqual([200, ['otp']]);
  });

  it('needs the factor again after 30 days', async () => {
    const person = await rememberedPerson(service);

    service.travel(30 * DAY_SECONDS - 60);
    expect(outcomeOf(await signIn(person.browser, person))).toBe('200');
    service.travel(30 * DAY_SECONDS + 60);

    expect(outcomeOf(await signIn(person.browser, person))).toBe('401 mfa_required');
  });

  it('can be remembered for 30 days, as the response to the password says', async () => {
    const { body } = await signIn(new Browser(service), await personWithTotp(service));

    expect(body).toMatchObject({ code: 'mfa_required', rememberFor: 30 * DAY_SECONDS });
  });

  it('is remembered for several users', async () => {
    const first = await rememberedPerson(service);
    const second = await personWithTotp(service);
    await remember(first.browser, second);
    await remember(first.browser, await personWithTotp(service));

    const outcomes = [await signIn(first.browser, first), await signIn(first.browser, second)].map(outcomeOf);

    expect(outcomes).toEqual(['200', '200']);
  });

  it.each([
    ['/login/recovery-code', 'a recovery code'],
    ['/login/passkey', 'a passkey as the second factor'],
  ])('is remembered by %s, too, which accepts %s', async (path) => {
    const person = await personWithTotp(service);
    const { key } = await addPasskey(service, person);
    const browser = new Browser(service);
    const { challenge } = (await signIn(browser, person)).body;
    const { publicKey } = (await browser.post('/login/passkey/options', { challenge })).body;
    const proof = path.endsWith('code')
      ? { code: person.recoveryCodes[0] }
      : { credential: key.sign(publicKey) };

    await browser.post(path + COOKIE_MODE, { challenge, ...proof, rememberDevice: true });

    expect(outcomeOf(await signIn(browser, person))).toBe('200');
  });

  it('is remembered by a passkey alone, and listed once after several sign-ins', async () => {
    const person = await service.person();
    const { key } = await addPasskey(service, person, new SecurityKey());
    const browser = new Browser(service);
    let token = '';
    for (let times = 0; times < 3; times++) {
      const { challenge, publicKey } = (await browser.post('/login/passkey/options', {})).body;
      const proof = { challenge, credential: key.sign(publicKey), rememberDevice: true };
      ({ token } = (await browser.post(`/login/passkey${COOKIE_MODE}`, proof)).body);
    }

    expect(outcomeOf(await signIn(browser, person))).toBe('200');
    expect((await browser.get('/me/devices', { token })).body).toHaveLength(1);
    expect(browser.cookie('remembered')).toMatch(/^[\w-]{43}$/);
  });

  it('can start several sessions at once', async () => {
    const person = await rememberedPerson(service);

    const answers = await Promise.all([1, 2, 3, 4].map(() => signIn(person.browser, person)));

    expect(answers.map(outcomeOf)).toEqual(['200', '200', '200', '200']);
  });
});

describe('the cookie of a remembered browser', () => {
  it('is useless without the right password', async () => {
    const person = await rememberedPerson(service);

    const outcome = outcomeOf(await signIn(person.browser, { ...person, password: 'wrong password' }));

    expect(outcome).toBe('401 invalid_credentials');
  });

  it('is useless for another user, and so is an invented one', async () => {
    const [person, thief] = [await rememberedPerson(service), await rememberedPerson(service)];
    const invented = ['', 'x', 'q'.repeat(43), `${'q'.repeat(43)}.`.repeat(4), '.'.repeat(190), '%00'].map(
      (value) =>
        service.post(
          `/login${COOKIE_MODE}`,
          { name: person.name, password: PASSWORD },
          { headers: { cookie: `__Host-watchword_remembered=${value}` } },
        ),
    );

    const outcomes = [await signIn(thief.browser, person), ...(await Promise.all(invented))].map(outcomeOf);

    expect([...new Set(outcomes)]).toEqual(['401 mfa_required']);
  });

  it('is stored only as a hash, which is useless as a cookie', async () => {
    const person = await rememberedPerson(service);
    const [row] = await service.rows<{ token_hash: string }>(
      `SELECT * FROM remembered_devices WHERE user_id = '${person.id}'`,
    );
    const headers = { cookie: `__Host-watchword_remembered=${row!.token_hash.slice(0, 43)}` };

    const answer = await service.post('/login', { name: person.name, password: PASSWORD }, { headers });

    expect(JSON.stringify(row)).not.toContain(person.browser.cookie('remembered'));
    expect(outcomeOf(answer)).toBe('401 mfa_required');
  });
});

describe('a browser is not remembered', () => {
  it('when that was not requested', async () => {
    const person = await personWithTotp(service);
    const browser = new Browser(service);
    const { challenge } = (await signIn(browser, person)).body;

    await browser.post(`/login/totp${COOKIE_MODE}`, {
      challenge,
      code: person.app.next(),
      rememberDevice: false,
    });

    expect(browser.cookie('remembered')).toBeUndefined();
  });

  it('without the right code', async () => {
    const person = await personWithTotp(service);
    const browser = new Browser(service);
    const { challenge } = (await signIn(browser, person)).body;

    const proof = { challenge, code: '000000', rememberDevice: true };
    expectProblem(await browser.post(`/login/totp${COOKIE_MODE}`, proof), 401, 'invalid_code');

    expect(browser.cookie('remembered')).toBeUndefined();
    expect(await service.rows(`SELECT id FROM remembered_devices WHERE user_id = '${person.id}'`)).toEqual(
      [],
    );
  });

  it('without cookie mode: the request is refused, and does not count as an attempt', async () => {
    const { name, app } = await personWithTotp(service);
    const { challenge } = (await service.post('/login', { name, password: PASSWORD })).body;
    const proof = { challenge, code: app.next() };

    for (let times = 0; times < 6; times++) {
      const { status, body } = await service.post('/login/totp', { ...proof, rememberDevice: true });
      expect([status, body.errors[0].field]).toEqual([400, 'rememberDevice']);
    }
    expect((await service.post('/login/totp', proof)).status).toBe(200);
  });
});

describe('a user', () => {
  it('lists the remembered browsers, and the current one is marked', async () => {
    const person = await rememberedPerson(service);
    await remember(new Browser(service), person);

    const { body } = await person.browser.get('/me/devices', person);

    expect(body.map(({ current }: { current: boolean }) => current)).toEqual([false, true]);
    expect(Object.keys(body[1])).toEqual([
      'id',
      'current',
      'device',
      'userAgent',
      'address',
      'createdAt',
      'lastUsedAt',
      'expiresAt',
    ]);
    expect((await service.get('/me/export', person)).body.rememberedDevices).toHaveLength(2);
  });

  it('has at most twenty remembered browsers, the newest ones', async () => {
    const person = await rememberedPerson(service);
    for (let times = 0; times < 20; times++) {
      if (times === 10) travel(service, HOUR_MS); // an account may try twenty codes an hour
      await remember(new Browser(service), person);
    }

    const { token } = (await service.post('/refresh', { refreshToken: person.refreshToken })).body;
    const { body } = await service.get('/me/devices', { token });

    expect(body).toHaveLength(20);
    expect(outcomeOf(await signIn(person.browser, person))).toBe('401 mfa_required');
  });

  it('gets a mail about a remembered browser, and sees it in the audit log', async () => {
    const person = await makeRemembered(service, await verifiedPerson(service, mailbox));

    const { subject, text } = await mailbox.next(person.email, 3);
    await signIn(person.browser, person);

    expect(subject).toBe('A browser needs no second factor for your account now');
    expect(text).toContain('A browser was remembered at a sign-in to your account.');
    const { body } = await service.get('/me/events', person);
    expect(body.slice(0, 3)).toMatchObject([
      { type: 'login.succeeded', detail: { device: person.deviceId } },
      { type: 'device.remembered', detail: { device: person.deviceId } },
      { type: 'login.succeeded' },
    ]);
  });
});

describe('with MFA_REMEMBER=off', () => {
  const forgetful = useService();

  it('no browser is remembered', async () => {
    const person = { ...(await forgetful.person()) };
    const { app } = await addTotp(forgetful, person);
    const browser = new Browser(forgetful);
    const { challenge, rememberFor } = (await signIn(browser, person)).body;
    const proof = { challenge, code: app.next(), rememberDevice: true };

    expect((await browser.post(`/login/totp${COOKIE_MODE}`, proof)).status).toBe(200);

    expect([rememberFor, browser.cookie('remembered')]).toEqual([undefined, undefined]);
    expect(outcomeOf(await signIn(browser, person))).toBe('401 mfa_required');
  });
});

const ORIGIN = { headers: { origin: 'https://auth.example.com' } };
