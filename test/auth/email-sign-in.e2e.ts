import { ContractKit } from '../support/contract-kit.js';
import { decodeJwt } from '../support/jwt.js';
import { useMailbox } from '../support/mailbox.js';
import { PASSWORD } from '../support/people.js';
import { expectProblem } from '../support/problems.js';
import { useService } from '../support/service.js';
import { correspondent, verifiedPerson } from '../support/verification.js';

const METRICS_TOKEN = 'a-token-for-prometheus-alone';
const mailbox = useMailbox();
const service = useService(() => ({
  ...mailbox.environment,
  LOGIN_BY_EMAIL: 'on',
  METRICS_TOKEN,
  LOGIN_LIMIT: '100/1m',
}));

const ask = (login: string) => service.post('/login/email', { login });
const confirm = (proof: object, query = '') => service.post(`/login/email/confirm${query}`, proof);

/** Creates a user who has requested a sign-in by mail. Returns the user with the mail. */
async function asker() {
  const person = await verifiedPerson(service, mailbox);
  const { challenge } = (await ask(person.name)).body;
  return { ...person, challenge, mail: await mailbox.next(person.email, 2) };
}

const logins = async (outcome: string) => {
  const { body } = await service.get('/metrics', { token: METRICS_TOKEN });
  return Number(new RegExp(`watchword_logins_total{outcome="${outcome}"} (\\d+)`).exec(body)?.[1]);
};
const eventsOf = (id: string) =>
  service.rows<{ type: string; detail: string; actor: string | null }>(
    `SELECT type, detail, actor FROM audit_events WHERE subject = '${id}' AND type LIKE 'login.%' ORDER BY id`,
  );

describe('a sign-in by mail', () => {
  it('is completed by the link, which works once, and has the response of /login', async () => {
    const { name, email, mail } = await asker();
    const { body: byPassword } = await service.post('/login', { name, password: PASSWORD });

    const { status, body } = await confirm({ token: mail.token });

    expect(mail.links[0]).toMatch(/^https:\/\/auth\.example\.com\/sign-in\/email\?token=[\w-]{43}$/);
    expect([status, Object.keys(body)]).toEqual([200, Object.keys(byPassword)]);
    expect(decodeJwt(body.token)).toMatchObject({ amr: ['otp'], auth_time: expect.any(Number) });
    expect((await service.get('/me', body)).body).toMatchObject({ email, emailVerified: true });
    expect((await service.post('/refresh', { refreshToken: body.refreshToken })).status).toBe(200);
    expectProblem(await confirm({ token: mail.token }), 400, 'invalid_token');
  });

  it('is completed by the code, but only with the challenge of its own request', async () => {
    const [{ challenge, mail }, other] = [await asker(), await asker()];

    expectProblem(await confirm({ code: mail.code }), 400, 'validation_failed');
    expectProblem(await confirm({ challenge: other.challenge, code: mail.code }), 400, 'invalid_token');
    expect((await confirm({ challenge, code: mail.code })).status).toBe(200);
    expectProblem(await confirm({ token: mail.token }), 400, 'invalid_token');
  });

  it.each(['link', 'code'] as const)(
    'succeeds for only one of twenty simultaneous requests with the same %s',
    async (kind) => {
      const { id, challenge, mail } = await asker();
      const proof = kind === 'link' ? { token: mail.token } : { challenge, code: mail.code };

      const answers = await Promise.all(Array.from({ length: 20 }, () => confirm(proof)));

      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(answers.filter(({ body }) => body?.code === 'invalid_token')).toHaveLength(19);
      const sessions = await service.rows(`SELECT id FROM sessions WHERE user_id = '${id}'`);
      expect(sessions).toHaveLength(2); // the other one began at the registration
    },
  );

  it('sets cookies for the refresh token and for the device in cookie mode', async () => {
    const { mail } = await asker();

    const { body, headers } = await confirm({ token: mail.token }, '?cookie=true');

    expect(body).not.toHaveProperty('refreshToken');
    const cookies = headers.getSetCookie().map((cookie) => cookie.split('=')[0]);
    expect(new Set(cookies)).toEqual(new Set(['__Host-watchword_device', '__Host-watchword_refresh']));
  });

  it('returns the refresh token in the body, even if the request has an older refresh cookie', async () => {
    const { mail } = await asker();
    const headers = { cookie: '__Host-watchword_refresh=old' };

    const { body } = await service.post('/login/email/confirm', { token: mail.token }, { headers });

    expect(body.refreshToken).toEqual(expect.any(String));
  });

  it('in cookie mode is refused for a page of another site, and the token stays usable', async () => {
    const { mail } = await asker();
    const headers = { 'sec-fetch-site': 'cross-site' };
    const foreign = service.post('/login/email/confirm?cookie=true', { token: mail.token }, { headers });

    expectProblem(await foreign, 400, 'cookie_not_kept');
    expect((await confirm({ token: mail.token })).status).toBe(200);
  });

  it('is recorded, and counted as a sign-in', async () => {
    const { id, mail } = await asker();
    const before = [await logins('succeeded'), await logins('wrong')];

    await confirm({ token: mail.token });
    await confirm({ token: mail.token });

    expect((await eventsOf(id)).map(({ type, actor }) => [type, actor])).toEqual([
      ['login.succeeded', id],
      ['login.succeeded', id],
    ]);
    expect([await logins('succeeded'), await logins('wrong')]).toEqual(before.map((count) => count + 1));
  });

  it.each([
    ['half an hour', 'link', 1801],
    ['ten minutes', 'code', 601],
  ])('is refused after %s with the %s', async (_, kind, seconds) => {
    const { challenge, mail } = await asker();

    service.travel(seconds);
    const late = await confirm(kind === 'link' ? { token: mail.token } : { challenge, code: mail.code });
    jest.restoreAllMocks();

    expectProblem(late, 400, 'invalid_token');
  });

  it('is refused with the right code after five wrong ones', async () => {
    const { challenge, mail } = await asker();
    const wrong = String((Number(mail.code) + 1) % 10 ** 8).padStart(8, '0');

    await Promise.all(Array.from({ length: 5 }, () => confirm({ challenge, code: wrong })));

    expectProblem(await confirm({ challenge, code: mail.code }), 400, 'invalid_token');
  });

  it('is refused with the link of the older of two mails', async () => {
    const { email, mail } = await asker();
    await ask(email);
    const newer = await mailbox.next(email, 3);

    expectProblem(await confirm({ token: mail.token }), 400, 'invalid_token');
    expect((await confirm({ token: newer.token })).status).toBe(200);
  });

  it.each([
    ['was disabled', (id: string) => `UPDATE users SET disabled = 1 WHERE id = '${id}'`],
    [
      'got another address',
      (id: string) => `UPDATE users SET email = 'other@example.com' WHERE id = '${id}'`,
    ],
    [
      'lost its verification',
      (id: string) => `UPDATE users SET verified_email_key = NULL WHERE id = '${id}'`,
    ],
  ])('is refused and recorded when the account %s meanwhile', async (_, change) => {
    const { id, mail } = await asker();
    await service.execute(change(id));

    expectProblem(await confirm({ token: mail.token }), 400, 'invalid_token');

    expect((await eventsOf(id)).at(-1)).toMatchObject({
      type: 'login.failed',
      detail: '{"reason":"changed"}',
    });
  });

  it.each([
    [
      'an admin has disabled the account',
      async (id: string) => service.patch(`/users/${id}`, { disabled: true }, await service.admin()),
    ],
    [
      'the owner has changed the password',
      async (_: string, token: string) =>
        service.post(
          '/me/password',
          { currentPassword: PASSWORD, newPassword: 'pebbles juggle otters' },
          { token },
        ),
    ],
    [
      'the owner has removed the address',
      async (_: string, token: string) => service.patch('/me', { email: null }, { token }),
    ],
  ])('can no longer be completed after %s', async (_, change) => {
    const { id, token, mail } = await asker();
    expect((await change(id, token)).status).toBeLessThan(300);

    expectProblem(await confirm({ token: mail.token }), 400, 'invalid_token');
  });

  it('returns the same response for every account, but mails only verified addresses', async () => {
    const verified = await verifiedPerson(service, mailbox);
    const unproved = await correspondent(service, mailbox);
    const disabled = await verifiedPerson(service, mailbox);
    await service.patch(`/users/${disabled.id}`, { disabled: true }, await service.admin());
    const names = [verified.name, unproved.name, disabled.name, unproved.email, 'no-such-person'];

    const answers = await Promise.all(names.map(ask));
    await mailbox.next(verified.email, 2);
    await service.outboxIsEmpty();

    const visible = answers.map(({ status, body, headers }) => [
      status,
      { ...body, challenge: body.challenge.replaceAll(/[0-9a-f]/g, 'x') },
      [...headers.keys()].toSorted(),
    ]);
    expect(visible[0]?.slice(0, 2)).toMatchObject([202, { expiresIn: 600 }]);
    for (const one of visible) expect(one).toEqual(visible[0]);
    const subjects = [unproved, disabled].map(({ email }) => mailbox.to(email).map(({ subject }) => subject));
    expect(subjects.flat()).not.toContain('Your sign-in link');
  });

  it('refuses a token that was mailed for another purpose', async () => {
    const { name, email } = await verifiedPerson(service, mailbox);
    await service.post('/password/forgot', { login: name });
    const { token } = await mailbox.next(email, 2);

    expectProblem(await confirm({ token }), 400, 'invalid_token');
    expect((await service.post('/password/reset', { token, newPassword: PASSWORD })).status).toBe(204);
  });
});

describe('a service with LOGIN_BY_EMAIL=off', () => {
  const closed = useService({ MAIL_REQUEST_LIMIT: '1/1m' });

  it('returns 404 for both routes, whatever is in the body, and counts no request', async () => {
    const kit = await ContractKit.of(closed);

    for (const fields of [{ login: 'alice' }, { token: 'x' }, {}])
      for (const name of ['requestEmailLogin', 'logInByEmail']) {
        const { headers } = await kit.expect(kit.named(name), '404 not_found', { fields });
        expect(headers.get('ratelimit-remaining')).toBeNull();
      }
  });
});

describe('a service in production without an SMTP server', () => {
  const mute = useService({
    NODE_ENV: 'production',
    LOGIN_BY_EMAIL: 'on',
  });

  it('returns 503 for a requested mail, whether or not the account exists', async () => {
    const kit = await ContractKit.of(mute);
    const { name } = await mute.person();

    for (const login of [name, 'no-such-person'])
      await kit.expect(kit.named('requestEmailLogin'), '503 mail_unavailable', { fields: { login } });
  });
});
