import { ContractKit } from '../support/contract-kit.js';
import { useMailbox } from '../support/mailbox.js';
import { freshName, PASSWORD } from '../support/people.js';
import { expectProblem } from '../support/problems.js';
import { type Service, useService } from '../support/service.js';

const REQUIRED = { REQUIRE_VERIFIED_EMAIL: 'true', LOGIN_BY_EMAIL: 'on' };
const METRICS_TOKEN = 'a-token-for-prometheus-alone';
const mailbox = useMailbox();
const service = useService(() => ({ ...mailbox.environment, ...REQUIRED, METRICS_TOKEN }));

const login = (name: string, password = PASSWORD) => service.post('/login', { name, password });
const verify = (proof: object) => service.post('/email/verify', proof);

/** Registers a user with an address that is not verified. */
async function newcomer(where: Service = service) {
  const name = freshName();
  const email = `${name}@example.com`;
  const { status, body } = await where.post('/register', { name, password: PASSWORD, email });
  expect(status).toBe(201);
  return { id: body.user.id as string, name, email };
}

describe('a service with REQUIRE_VERIFIED_EMAIL=true', () => {
  it('accepts a sign-in only after the link of the first mail was followed', async () => {
    const { name, email } = await newcomer();
    const mail = await mailbox.next(email);

    expectProblem(await login(name), 403, 'email_unverified');
    expect((await verify({ token: mail.token })).status).toBe(204);
    expect((await login(name)).status).toBe(200);
    expect((await login(email)).status).toBe(200);
  });

  it('returns the same error for a wrong password, an unverified address and an unknown name', async () => {
    const { name, email } = await newcomer();

    const answers = [await login(name, 'wrong'), await login(email), await login(freshName(), 'wrong')];

    for (const answer of answers) expectProblem(answer, 401, 'invalid_credentials');
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  });

  it('mails a new link at a sign-in only after the older link has expired', async () => {
    const { name, email } = await newcomer();
    const older = await mailbox.next(email);
    for (let attempt = 0; attempt < 6; attempt++) await login(name);
    await service.outboxIsEmpty();
    expect(mailbox.to(email)).toHaveLength(1);

    service.travel(86_401);
    const { body } = await login(name);
    const newer = await mailbox.next(email, 2);
    jest.restoreAllMocks();

    expect(body.detail).toContain('a new one is on its way');
    expectProblem(await verify({ token: older.token }), 400, 'invalid_token');
    expect((await verify({ token: newer.token })).status).toBe(204);
  });

  it('mails a new code on request by name, and accepts it only with the challenge of the response', async () => {
    const { name, email } = await newcomer();
    await mailbox.next(email);
    const { challenge } = (await service.post('/email/verify/resend', { login: name })).body;
    const { code } = await mailbox.next(email, 2);

    expectProblem(await verify({ code }), 400, 'validation_failed');
    expectProblem(
      await verify({ challenge: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c', code }),
      400,
      'invalid_token',
    );
    expect((await verify({ challenge, code })).status).toBe(204);
    expect((await login(name)).status).toBe(200);
  });

  it('refuses a sign-in of an account without an address, and tells the user to ask an admin', async () => {
    const name = freshName();
    await service.post('/register', { name, password: PASSWORD });

    const answer = await login(name);

    expectProblem(answer, 403, 'email_unverified');
    expect(answer.body.detail).toContain('Ask an admin');
  });

  it('lets admins sign in without a verified address, because it may be impossible to verify', async () => {
    const admin = await service.admin();
    const { id, name } = await newcomer();
    await service.patch(`/users/${id}`, { roles: ['admin', 'user'] }, admin);

    expect(admin.token).toEqual(expect.any(String));
    expect((await login(name)).status).toBe(200);
  });

  it('lets a user sign in once the address that an admin has set is verified', async () => {
    const name = freshName();
    const { body } = await service.post('/register', { name, password: PASSWORD });
    const email = `${name}@example.com`;
    await service.patch(`/users/${body.user.id}`, { email }, await service.admin());

    await verify({ token: (await mailbox.next(email)).token });

    expect((await login(name)).status).toBe(200);
  });

  it('lets an invited user sign in, because the link has verified the address', async () => {
    const name = freshName();
    const email = `${name}@example.com`;
    await service.post('/users', { name, email }, await service.admin());
    const { token } = await mailbox.next(email);

    await service.post('/password/reset', { token, newPassword: PASSWORD });

    expect((await login(name)).status).toBe(200);
  });

  it('still refreshes sessions that began before the address lost its verification', async () => {
    const { id, name, email } = await newcomer();
    await verify({ token: (await mailbox.next(email)).token });
    const { refreshToken } = (await login(name)).body;
    await service.execute(`UPDATE users SET verified_email_key = NULL WHERE id = '${id}'`);

    const { status, body } = await service.post('/refresh', { refreshToken });

    expect(status).toBe(200);
    expect((await service.get('/me', body)).status).toBe(200);
    expectProblem(await login(name), 403, 'email_unverified');
  });

  it('records and counts a refused sign-in, and responds as the OpenAPI document says', async () => {
    const { id, name } = await newcomer();
    const kit = await ContractKit.of(service);

    await kit.expect(kit.named('logIn'), '403 email_unverified', { fields: { name, password: PASSWORD } });

    const events = await service.rows<{ detail: string }>(
      `SELECT detail FROM audit_events WHERE type = 'login.failed' AND subject = '${id}'`,
    );
    expect(events).toEqual([{ detail: '{"reason":"unverified"}' }]);
    const { body } = await service.get('/metrics', { token: METRICS_TOKEN });
    expect(body).toMatch(/watchword_logins_total\{outcome="unverified"\} [1-9]/);
  });
});

describe('a service with REQUIRE_VERIFIED_EMAIL=true in production without an SMTP server', () => {
  const mute = useService({ ...REQUIRED, NODE_ENV: 'production' });

  it('accepts a registration, and says at the sign-in that no mail can be sent', async () => {
    const { name } = await newcomer(mute);

    const answer = await mute.post('/login', { name, password: PASSWORD });

    expectProblem(answer, 403, 'email_unverified');
    expect(answer.body.detail).toContain('cannot send mail');
  });
});
