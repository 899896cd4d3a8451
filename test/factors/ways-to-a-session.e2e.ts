import { Operations } from '../support/operations.js';
import { addTotp, type PersonWithTotp } from '../support/factors.js';
import { decodeJwt } from '../support/jwt.js';
import { useMailbox } from '../support/mailbox.js';
import { addPasskey, SecurityKey, signInAlone } from '../support/passkeys.js';
import { PASSWORD } from '../support/people.js';
import { useService } from '../support/service.js';
import { verifiedPerson } from '../support/verification.js';

const mailbox = useMailbox();
const service = useService(() => ({ ...mailbox.environment, LOGIN_BY_EMAIL: 'on' }));
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

/** What each way answers to a user who has a second factor, without giving it, and how many sessions that adds. */
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

describe('a user with a second factor', () => {
  it.each(WITHOUT_FACTOR)('gets no session by %s alone', async (_, attempt, expected) => {
    const person = await reader();
    const before = await sessionsOf(person);

    const { status, body } = await attempt(person);

    expect(`${status} ${body.code}`).toBe(expected);
    expect(await sessionsOf(person)).toBe(before);
  });

  it('still needs it after a forgotten password was replaced', async () => {
    const person = await reader();
    await service.post('/password/forgot', { login: person.name });
    const { token } = await mailbox.next(person.email, 3);

    const { status } = await service.post('/password/reset', { token, newPassword: 'pebbles juggle otters' });
    const { body } = await service.post('/login', { name: person.name, password: 'pebbles juggle otters' });

    expect([status, body.code, await sessionsOf(person)]).toEqual([204, 'mfa_required', 0]);
  });

  it('signs in by a mailed link and a code, which the token says', async () => {
    const person = await reader();
    await service.post('/login/email', { login: person.name });
    const { token } = await mailbox.next(person.email, 3);
    const { challenge } = (await service.post('/login/email/confirm', { token })).body;

    const { status, body } = await service.post('/login/totp', { challenge, code: person.app.next() });

    expect([status, decodeJwt(body.token).amr]).toEqual([200, ['otp', 'mfa']]);
  });
});

describe('a challenge', () => {
  it('is taken as a token by no route of the document', async () => {
    const operations = await Operations.of(service);
    const person = await reader();
    const token = await challengeOf(person);
    const guarded = operations.all.filter((operation) => operation.security?.length);

    const statuses = [];
    for (const operation of guarded)
      statuses.push([operation.operationId, (await operations.call(operation, { token })).status]);

    expect(guarded.length).toBeGreaterThan(30);
    expect(statuses.filter(([, status]) => status !== 401)).toEqual([]);
  });
});
