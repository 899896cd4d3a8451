import { Browser } from '../support/browser.js';
import { useMailbox } from '../support/mailbox.js';
import {
  beginRegistration,
  ORIGIN,
  registerByPasskey,
  SecurityKey,
  signInAlone,
} from '../support/passkeys.js';
import { freshAddress, freshName } from '../support/people.js';
import { expectProblem } from '../support/problems.js';
import { useService } from '../support/service.js';

const COOKIE_MODE = '?cookie=true';
const METRICS_TOKEN = 'a-token-for-prometheus-alone';
const mailbox = useMailbox();
const service = useService(() => ({ ...mailbox.environment, METRICS_TOKEN, LOGIN_LIMIT: '10/1m' }));

describe('the address of an account that was registered with a passkey', () => {
  it('gets only the verification mail', async () => {
    const email = freshAddress();
    const { body } = await registerByPasskey(service, { email });
    const { token } = await mailbox.next(email);
    await service.outboxIsEmpty();

    const verified = await service.post('/email/verify', { token });

    const purposes = await service.rows(
      `SELECT purpose FROM verifications WHERE user_id = '${body.user.id}' AND purpose = 'invite'`,
    );
    expect([verified.status, purposes, mailbox.to(email).length]).toEqual([204, [], 1]);
  });

  it('gets no invitation, unlike that of an account which an admin creates without a password', async () => {
    const { token } = await service.admin();
    const email = freshAddress();

    await service.post('/users', { name: freshName(), email }, { token });

    expect((await mailbox.next(email)).text).toContain('reset-password');
  });
});

describe('a registration with a passkey in a browser', () => {
  it('has a challenge that is only accepted with the cookie that was set with it', async () => {
    const [browser, other] = [new Browser(service), new Browser(service)];
    const { challenge, publicKey, name } = await beginRegistration(browser, {}, COOKIE_MODE);
    await beginRegistration(other, {}, COOKIE_MODE);
    const proof = { name, challenge, credential: new SecurityKey().create(publicKey) };
    const path = '/register/passkey?signIn=true&cookie=true';

    expectProblem(await service.post(path, proof), 401, 'invalid_challenge');
    expectProblem(await other.post(path, proof), 401, 'invalid_challenge');
    const { status, body } = await browser.post(path, proof);
    const refreshed = await browser.post('/refresh', {}, { headers: { origin: ORIGIN } });

    expect([status, 'refreshToken' in body, refreshed.status]).toEqual([201, false, 200]);
  });

  it('is refused when the browser would drop the cookie', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' };
    for (const path of ['/register/passkey/options', '/login/passkey/options'])
      expectProblem(await service.post(`${path}${COOKIE_MODE}`, {}, { headers }), 400, 'cookie_not_kept');
  });

  it('is counted as a sign-in', async () => {
    const succeeded = async () => {
      const { body } = await service.get('/metrics', { token: METRICS_TOKEN });
      return Number(/^watchword_logins_total\{outcome="succeeded"\} (\d+)$/m.exec(body as string)?.[1] ?? 0);
    };
    const before = await succeeded();

    await registerByPasskey(service, {}, { query: '?signIn=true' });

    expect(await succeeded()).toBe(before + 1);
  });
});

describe('with REQUIRE_VERIFIED_EMAIL=true', () => {
  const strict = useService(() => ({ ...mailbox.environment, REQUIRE_VERIFIED_EMAIL: 'true' }));

  it('neither the registration nor the passkey starts a session before the address is verified', async () => {
    const email = freshAddress();
    const { key, body, status } = await registerByPasskey(strict, { email }, { query: '?signIn=true' });

    expect([status, Object.keys(body).toSorted()]).toEqual([201, ['msg', 'recoveryCodes', 'user']]);
    expectProblem(await signInAlone(strict, key), 403, 'email_unverified');
    const { token } = await mailbox.next(email);
    expect((await strict.post('/email/verify', { token })).status).toBe(204);
    expect((await signInAlone(strict, key)).status).toBe(200);
  });
});

describe('with MFA_REQUIRED_ROLES=user', () => {
  const strict = useService({ MFA_REQUIRED_ROLES: 'user' });

  it('the passkey of a registration satisfies the demand for a second factor', async () => {
    const { body } = await registerByPasskey(strict, {}, { query: '?signIn=true' });

    expect((await strict.get('/protected', body)).status).toBe(200);
  });
});

describe('with REGISTRATION=closed', () => {
  const closed = useService({ REGISTRATION: 'closed', REGISTER_LIMIT: '2/1m' });

  it('both steps of a registration with a passkey are refused, and no request is counted', async () => {
    for (const path of ['/register/passkey/options', '/register/passkey'])
      for (let times = 0; times < 3; times++)
        expectProblem(await closed.post(path, {}), 403, 'registration_closed');
  });
});

describe('with REGISTER_LIMIT', () => {
  const limited = useService({ REGISTER_LIMIT: '4/1m' });

  it('both steps of a registration with a passkey are counted, because each reveals which names are taken', async () => {
    expect((await registerByPasskey(limited)).status).toBe(201);
    expect((await registerByPasskey(limited)).status).toBe(201);

    const answers = [
      await limited.post('/register/passkey/options', { name: freshName() }),
      await limited.post('/register/passkey', {}),
      await limited.post('/register', {}),
    ];

    for (const answer of answers) expectProblem(answer, 429, 'rate_limited');
  });
});
