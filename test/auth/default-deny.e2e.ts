import { OPEN_PAGES } from '../../src/pages/open-page-view.js';
import { PAGES } from '../../src/pages/page-view.js';
import { expectDocumented, Operations } from '../support/operations.js';
import { expectProblem } from '../support/problems.js';
import { useService } from '../support/service.js';

const service = useService();

let operations: Operations;

beforeAll(async () => {
  operations = await Operations.of(service);
});

describe('access is denied by default:', () => {
  it('every route for users refuses a caller with no token, an invalid one, or that of a service client', async () => {
    const { client } = operations;
    const { body } = await service.post('/oauth/token', undefined, {
      raw: new URLSearchParams({ grant_type: 'client_credentials' }),
      headers: { authorization: client.basic },
    });

    for (const route of operations.for('people')) {
      expectProblem(await operations.call(route), 401, 'unauthenticated');
      expectProblem(await operations.call(route, { token: 'forged' }), 401, 'unauthenticated');
      const basic = await operations.call(route, { headers: { authorization: client.basic } });
      expectProblem(basic, 401, 'unauthenticated');
      expectProblem(await operations.call(route, { token: body.access_token }), 403, 'forbidden');
    }
  });

  it('every route for services refuses a caller with no secret, a wrong one, or the token of a user', async () => {
    const { client, admin } = operations;
    const wrong = `Basic ${Buffer.from(`${client.id}:${admin.password}`).toString('base64')}`;

    for (const route of operations.for('clients')) {
      const answers = [
        await operations.call(route),
        await operations.call(route, { headers: { authorization: wrong } }),
        await operations.call(route, { token: 'forged' }),
        await operations.call(route, { token: admin.token }),
      ];
      // Routes that accept only the secret return 401 for any token.
      const takesTokens = route.security?.some((one: object) => 'accessToken' in one);
      expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, takesTokens ? 403 : 401]);
      for (const answer of answers) expectDocumented(route, answer);
    }
  });

  it('only the routes in the list of this test are public', () => {
    const routes = operations.for('public').map(({ method, path }) => `${method} ${path}`);

    expect(routes.toSorted()).toEqual([
      'GET /',
      'GET /.well-known/jwks.json',
      'GET /.well-known/oauth-authorization-server',
      'GET /.well-known/webauthn',
      'GET /health/live',
      'GET /health/ready',
      'GET /metrics',
      'POST /email/change/undo',
      'POST /email/verify',
      'POST /email/verify/resend',
      'POST /login',
      'POST /login/email',
      'POST /login/email/confirm',
      'POST /login/passkey',
      'POST /login/passkey/options',
      'POST /login/recovery-code',
      'POST /login/totp',
      'POST /password/forgot',
      'POST /password/reset',
      'POST /refresh',
      'POST /register',
      'POST /register/passkey',
      'POST /register/passkey/options',
    ]);
  });

  it('the pages of the links in mails are public too, and show errors as HTML', async () => {
    const { sign_in: _offByDefault, sign_in_factor, ...open } = PAGES;
    for (const { path } of Object.values(open))
      for (const method of ['GET', 'POST']) {
        const { status, headers } = await service.send(method, path);
        expect([status, headers.get('content-type')]).toEqual([400, 'text/html; charset=utf-8']);
      }
    const { status, headers } = await service.get(sign_in_factor.path);
    expect([status, headers.get('content-type')]).toEqual([401, 'text/html; charset=utf-8']);
  });

  it('the sign-in pages are public too, and refuse a POST that their own form has not sent', async () => {
    const { account, admin, device, device_confirm: _followsIt, ...others } = OPEN_PAGES;
    const { mail_sign_in: _offByDefault, mail_code: _offToo, ...forms } = others;
    for (const { path } of Object.values(forms)) {
      expect((await service.get(path)).status).toBe(200);
      expect((await service.post(path)).status).toBe(403);
    }
    for (const { path } of [account, admin, device]) expect((await service.get(path)).status).toBe(303);
  });

  it('the pages about errors are public', async () => {
    for (const path of ['/errors', '/errors/unauthenticated'])
      expect((await service.get(path)).status).toBe(200);
  });

  it('all routes under /users, /roles, /clients and /audit refuse users who are not admins', async () => {
    const { token } = await service.person();
    const forAdmins = operations
      .for('people')
      .filter(({ path }) => /^\/(users|roles|clients|audit)/.test(path));

    expect(forAdmins.length).toBeGreaterThan(15);
    for (const route of forAdmins) expectProblem(await operations.call(route, { token }), 403, 'forbidden');
  });
});
