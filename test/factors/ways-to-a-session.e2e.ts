import type { Answer } from '../support/client.js';
import { addTotp, type PersonWithTotp } from '../support/factors.js';
import { openLink, press } from '../support/pages.js';
import { decodeJwt } from '../support/jwt.js';
import { useMailbox } from '../support/mailbox.js';
import { Browser } from '../support/browser.js';
import {
  addPasskey,
  beginRegistration,
  ORIGIN,
  personWithPasskey,
  registerByPasskey,
  SecurityKey,
  signInAlone,
} from '../support/passkeys.js';
import { PASSWORD } from '../support/people.js';
import { makeRemembered, rememberedPerson, signIn } from '../support/remembered-devices.js';
import { useService } from '../support/service.js';
import { verifiedPerson } from '../support/verification.js';

const WRONG = '000000';
const mailbox = useMailbox();
const service = useService(() => ({ ...mailbox.environment, LOGIN_BY_EMAIL: 'on', MFA_REMEMBER: '30d' }));
afterEach(() => jest.restoreAllMocks());

type Reader = PersonWithTotp & { readonly email: string };

/** A user with an authenticator app and a verified address. */
async function reader(): Promise<Reader> {
  const person = await verifiedPerson(service, mailbox);
  return { ...person, ...(await addTotp(service, person)) };
}

const sessionsOf = async ({ id }: Reader) =>
  (await service.rows(`SELECT id FROM sessions WHERE user_id = '${id}' AND ended_at IS NULL`)).length;
const challengeOf = async ({ name }: Reader) =>
  (await service.post('/login', { name, password: PASSWORD })).body.challenge as string;

/** Each attempt of a user with a second factor to sign in without it, and the expected response. */
const WITHOUT_FACTOR: [
  string,
  (person: Reader) => Promise<{ status: number; body: { code?: string } }>,
  string,
][] = [
  ['the password', ({ name }) => service.post('/login', { name, password: PASSWORD }), '401 mfa_required'],
  [
    'the password in cookie mode',
    ({ name }) => service.post('/login?cookie=true', { name, password: PASSWORD }),
    '401 mfa_required',
  ],
  [
    'the address and the password',
    ({ email }) => service.post('/login', { name: email, password: PASSWORD }),
    '401 mfa_required',
  ],
  [
    'a mailed link',
    async ({ name, email }) => {
      await service.post('/login/email', { login: name });
      const { token } = await mailbox.next(email, 3);
      return service.post('/login/email/confirm', { token });
    },
    '401 mfa_required',
  ],
  [
    'the page behind a mailed link',
    async ({ name, email }) => {
      await service.post('/login/email', { login: name });
      const { links } = await mailbox.next(email, 3);
      const { status, action } = await press(service, await openLink(service, links[0]!));
      return { status, body: { code: `form for ${action}` } };
    },
    '401 form for /sign-in/factor',
  ],
  [
    'the form of the page, with a wrong code,',
    async (person) => {
      const raw = new URLSearchParams({ challenge: await challengeOf(person), code: WRONG });
      const { status, body } = await service.post('/sign-in/factor', undefined, { raw });
      return { status, body: { code: /<h1>(.*?)<\/h1>/.exec(body as string)?.[1] } };
    },
    '401 Enter a code',
  ],
  [
    'a registration of the same name',
    async ({ name }) => {
      const { challenge, publicKey } = await beginRegistration(service);
      const credential = new SecurityKey().create(publicKey);
      return service.post('/register/passkey?signIn=true', { name, challenge, credential });
    },
    '409 name_taken',
  ],
  [
    'a passkey of another user as the second factor',
    async (person) => {
      const { key } = await personWithPasskey(service);
      const challenge = await challengeOf(person);
      const { publicKey } = (await service.post('/login/passkey/options', {})).body;
      const credential = key.sign({ ...publicKey, challenge });
      return service.post('/login/passkey', { challenge, credential });
    },
    '401 invalid_passkey',
  ],
  [
    'the password in a browser that was remembered for somebody else',
    async ({ name }) => {
      const { browser } = await rememberedPerson(service);
      return signIn(browser, { name });
    },
    '401 mfa_required',
  ],
  [
    'the password in a remembered browser that was forgotten',
    async (person) => {
      const { browser, deviceId, factorToken: token } = await makeRemembered(service, person, person.app);
      await service.delete(`/me/devices/${deviceId}`, undefined, { token });
      await service.post('/logout', undefined, { token });
      return signIn(browser, person);
    },
    '401 mfa_required',
  ],
  [
    'a challenge of a browser, and a right code, in another one',
    async (person) => {
      const { challenge } = (await signIn(new Browser(service), person)).body;
      return service.post('/login/totp', { challenge, code: person.app.next() });
    },
    '401 invalid_challenge',
  ],
  [
    'a passkey that does not check its user',
    async (person) => {
      const { key } = await addPasskey(service, person, new SecurityKey({ checksUser: false }));
      return signInAlone(service, key);
    },
    '401 invalid_passkey',
  ],
  [
    'a challenge without a code',
    async (person) => service.post('/login/totp', { challenge: await challengeOf(person) }),
    '400 validation_failed',
  ],
  [
    'a challenge as a refresh token',
    async (person) => service.post('/refresh', { refreshToken: await challengeOf(person) }),
    '401 invalid_refresh_token',
  ],
];

const finish = async (person: Reader, challenge: string) =>
  service.post('/login/totp', { challenge, code: person.app.next() });

/** Each way to sign in with the second factor, and the amr of its token. */
const WITH_FACTOR: [string, string[], (person: Reader) => Promise<Answer>][] = [
  [
    'the password and a code',
    ['pwd', 'otp', 'mfa'],
    async (person) => finish(person, await challengeOf(person)),
  ],
  [
    'the password and a recovery code',
    ['pwd', 'otp', 'mfa'],
    async (person) => {
      const [code = ''] = person.recoveryCodes;
      return service.post('/login/recovery-code', { challenge: await challengeOf(person), code });
    },
  ],
  [
    'the password and a passkey',
    ['pwd', 'swk', 'mfa'],
    async (person) => {
      const { key } = await addPasskey(service, person);
      const challenge = await challengeOf(person);
      const { publicKey } = (await service.post('/login/passkey/options', { challenge })).body;
      return service.post('/login/passkey', { challenge, credential: key.sign(publicKey) });
    },
  ],
  [
    'a passkey alone that checks its user',
    ['swk', 'mfa'],
    async (person) => signInAlone(service, (await addPasskey(service, person)).key),
  ],
  [
    'a mailed link and a code',
    ['otp', 'mfa'],
    async (person) => {
      await service.post('/login/email', { login: person.name });
      const { token } = await mailbox.next(person.email, 3);
      const { challenge } = (await service.post('/login/email/confirm', { token })).body;
      return finish(person, challenge);
    },
  ],
];

describe('a user with a second factor', () => {
  it.each(WITHOUT_FACTOR)('gets no session by %s alone', async (_, attempt, expected) => {
    const person = await reader();
    const before = await sessionsOf(person);

    const { status, body } = await attempt(person);

    expect(`${status} ${body.code}`).toBe(expected);
    expect(await sessionsOf(person)).toBe(before);
  });

  it('still needs the factor after a forgotten password was replaced', async () => {
    const person = await reader();
    await service.post('/password/forgot', { login: person.name });
    const { token } = await mailbox.next(person.email, 3);

    const { status } = await service.post('/password/reset', { token, newPassword: 'pebbles juggle otters' });
    const { body } = await service.post('/login', { name: person.name, password: 'pebbles juggle otters' });

    expect([status, body.code, await sessionsOf(person)]).toEqual([204, 'mfa_required', 0]);
  });

  it.each(WITH_FACTOR)('signs in by %s, as the token shows', async (_, proofs, signIn) => {
    const person = await reader();
    const before = await sessionsOf(person);

    const { status, body } = await signIn(person);

    expect([status, decodeJwt(body.token).amr]).toEqual([200, proofs]);
    expect(await sessionsOf(person)).toBe(before + 1);
  });

  it.each([
    ['the password', 'pwd'],
    ['a mailed link', 'otp'],
  ])('signs in by %s alone in a remembered browser, as the token shows', async (way, proved) => {
    const person = await reader();
    const { browser } = await makeRemembered(service, person, person.app);
    await service.post('/login/email', { login: person.name });
    const { token } = await mailbox.next(person.email, 4);

    const { body } =
      way === 'the password'
        ? await signIn(browser, person)
        : await browser.post('/login/email/confirm?cookie=true', { token });

    expect(decodeJwt(body.token).amr).toEqual([proved]);
  });

  it('signs in by registering a passkey with user verification, and later by that passkey but not by a password', async () => {
    const { body, name, key } = await registerByPasskey(service, {}, { query: '?signIn=true' });
    const unchecked = await registerByPasskey(service, {}, { key: new SecurityKey({ checksUser: false }) });

    const login = await service.post('/login', { name, password: PASSWORD });

    expect(decodeJwt(body.token).amr).toEqual(['swk', 'mfa']);
    expect(login.body.code).toBe('invalid_credentials');
    expect(unchecked.body.code).toBe('invalid_passkey');
    expect(decodeJwt((await signInAlone(service, key)).body.token).amr).toEqual(['swk', 'mfa']);
  });

  it('signs in by the form of the page with a right code', async () => {
    const person = await reader();
    await service.post('/login/email', { login: person.name });
    const { links } = await mailbox.next(person.email, 3);
    const page = await press(service, await openLink(service, links[0]!));
    const before = await sessionsOf(person);

    const { status, headers } = await press(service, page, { code: person.app.next() });
    const cookie = headers.getSetCookie()[0]!.split(';')[0]!;
    const { body } = await service.post('/refresh', {}, { headers: { cookie, origin: ORIGIN } });

    expect([status, decodeJwt(body.token).amr]).toEqual([303, ['otp', 'mfa']]);
    expect(await sessionsOf(person)).toBe(before + 1);
  });

  it('keeps the session and its amr at a step-up with the password and at a refresh', async () => {
    const person = await reader();
    const before = await sessionsOf(person);
    const proved = ['pwd', 'otp', 'mfa'];

    const { body: steppedUp } = await service.post('/step-up', { password: PASSWORD }, person);
    const { body: refreshed } = await service.post('/refresh', { refreshToken: person.refreshToken });

    const [first, ...later] = [person, steppedUp, refreshed].map(({ token }) => decodeJwt(token));
    expect(later.map(({ sid }) => sid)).toEqual([first!.sid, first!.sid]);
    expect(later.map(({ amr }) => amr)).toEqual([proved, proved]); // this session added the app
    expect(await sessionsOf(person)).toBe(before);
  });
});
