import { PasswordsService } from '../../src/passwords/passwords.service.js';
import { decodeJwt } from '../support/jwt.js';
import { useMailbox } from '../support/mailbox.js';
import { freshName, PASSWORD } from '../support/people.js';
import { expectFaults, expectProblem } from '../support/problems.js';
import { type Service, useService } from '../support/service.js';

const service = useService({ LOGIN_LIMIT: '10/1m' });
afterEach(() => jest.restoreAllMocks());

const register = (query: string, where: Service = service, headers: Record<string, string> = {}) =>
  where.post(`/register${query}`, { name: freshName(), password: PASSWORD }, { headers });

describe('a registration with signIn=true', () => {
  it('returns the account and the tokens of a session', async () => {
    const { status, body } = await register('?signIn=true');
    const me = await service.get('/me', { token: body.token });
    const refreshed = await service.post('/refresh', { refreshToken: body.refreshToken });

    const fixed = { msg: 'account created successfully', tokenType: 'Bearer', expiresIn: 900 };
    expect([status, body]).toEqual([201, expect.objectContaining(fixed)]);
    expect(body.user).toEqual(me.body);
    expect(refreshed.status).toBe(200);
    expect(decodeJwt(body.token)).toMatchObject({ sub: body.user.id, amr: ['pwd'], roles: ['user'] });
  });

  it('hashes the password once, and does not compare it with a hash', async () => {
    const passwords = service.app.get(PasswordsService);
    const spies = [jest.spyOn(passwords, 'hash'), jest.spyOn(passwords, 'matches')];

    await register('?signIn=true');

    expect(spies.map((spy) => spy.mock.calls.length)).toEqual([1, 0]);
  });

  it.each(['', '?signIn=false', '?cookie=true'])(
    'differs from one with the query %j, which starts no session',
    async (query) => {
      const { status, body, headers } = await register(query);

      expect([status, Object.keys(body).toSorted()]).toEqual([201, ['msg', 'user']]);
      expect(headers.get('set-cookie')).toBeNull();
      expect(await service.rows(`SELECT id FROM sessions WHERE user_id = '${body.user.id}'`)).toEqual([]);
    },
  );

  it('accepts no other value and no other spelling of signIn', async () => {
    expectFaults(await register('?signIn=1'), 'signIn');
    expectFaults(await register('?signin=true'), 'signin');
  });

  it('puts the refresh token in a cookie when the query has cookie=true', async () => {
    const { body, headers } = await register('?signIn=true&cookie=true');
    const [cookie = ''] = headers
      .getSetCookie()
      .filter((one) => one.startsWith('__Host-watchword_refresh='))
      .map((one) => one.split(';')[0]);
    const origin = 'https://auth.example.com';

    expect(body).not.toHaveProperty('refreshToken');
    expect(cookie).not.toBe('');
    expect((await service.post('/refresh', {}, { headers: { cookie, origin } })).status).toBe(200);
  });

  it('is refused when the browser would drop the cookie', async () => {
    const answer = await register('?signIn=true&cookie=true', service, { 'sec-fetch-site': 'cross-site' });

    expectProblem(answer, 400, 'cookie_not_kept');
  });

  it('accepts a form body too, but not in cookie mode', async () => {
    const raw = () => new URLSearchParams({ name: freshName(), password: PASSWORD, displayName: 'Ada' });

    const byForm = await service.post('/register?signIn=true', undefined, { raw: raw() });
    const withCookie = await service.post('/register?signIn=true&cookie=true', undefined, { raw: raw() });

    expect([byForm.status, byForm.body.user.displayName]).toEqual([201, 'Ada']);
    expectProblem(withCookie, 415, 'unsupported_media_type');
  });

  it('is recorded as a registration and a sign-in in the audit log', async () => {
    const { body } = await register('?signIn=true');
    const { body: events } = await service.get('/me/events', { token: body.token });

    const types = events.map(({ type }: { type: string }) => type).toSorted();
    expect(types).toEqual(['login.succeeded', 'user.registered']);
  });

  it('creates one account and one session for ten simultaneous requests with the same name', async () => {
    const account = { name: freshName(), password: PASSWORD };

    const answers = await Promise.all(
      Array.from({ length: 10 }, () => service.post('/register?signIn=true', account)),
    );

    const [made] = answers.filter(({ status }) => status === 201);
    expect(answers.filter(({ body }) => body.code === 'name_taken')).toHaveLength(9);
    expect(
      await service.rows(`SELECT id FROM sessions WHERE user_id = '${made?.body.user.id}'`),
    ).toHaveLength(1);
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

    const { status } = await service.post('/register?signIn=true', { name, password: PASSWORD });

    expect(status).toBe(500);
    expect(await service.rows(`SELECT id FROM users WHERE name = '${name}'`)).toEqual([]);
  });
});

describe('a registration with REQUIRE_VERIFIED_EMAIL=true', () => {
  const mailbox = useMailbox();
  const strict = useService(() => ({ ...mailbox.environment, REQUIRE_VERIFIED_EMAIL: 'true' }));

  it('creates the account, mails the link, and starts no session', async () => {
    const [name, email] = [freshName(), `${freshName()}@example.com`];
    const cookie = '__Host-watchword_refresh=of-another-account';
    const account = { name, email, password: PASSWORD };
    const { status, body, headers } = await strict.post('/register?signIn=true&cookie=true', account, {
      headers: { cookie },
    });

    expect([status, Object.keys(body).toSorted()]).toEqual([201, ['msg', 'user']]);
    expect(headers.get('set-cookie')).toBeNull();
    expect((await mailbox.next(email)).token).not.toBe('');
  });
});

describe('a registration with MFA_REQUIRED_ROLES=user', () => {
  const strict = useService({ MFA_REQUIRED_ROLES: 'user' });

  it('returns a token that can only add a second factor', async () => {
    const { body } = await register('?signIn=true', strict);

    expectProblem(await strict.get('/protected', { token: body.token }), 403, 'mfa_enrollment_required');
    expect((await strict.get('/me', { token: body.token })).status).toBe(200);
  });
});
