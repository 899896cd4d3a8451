import { PASSWORD } from '../support/people.js';
import { expectProblem } from '../support/problems.js';
import { useService } from '../support/service.js';

const APP = 'https://app.example.com';
const service = useService({ CORS_ORIGINS: APP });

async function signIn() {
  const { name } = await service.person();
  const { body, headers } = await service.post('/login?cookie=true', { name, password: PASSWORD });
  return { body, setCookie: headers.get('set-cookie') ?? '' };
}
const cookieOf = (setCookie: string | null) => setCookie?.split(';')[0] ?? '';
const from = (origin: string | undefined, cookie: string) => ({
  headers: { cookie, ...(origin && { origin }) },
});

describe('cookie mode', () => {
  it('puts the refresh token in a cookie that no script and no other site can use', async () => {
    const { body, setCookie } = await signIn();

    expect(body).toMatchObject({ msg: 'ok', token: expect.any(String) });
    expect(body).not.toHaveProperty('refreshToken');
    expect(setCookie).toMatch(
      /^__Host-watchword_refresh=[\w.-]+; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
  });

  it.each([
    ['the origin of ISSUER', 'https://auth.example.com'],
    ['an allowed origin', APP],
  ])('accepts a refresh from a page of %s', async (_, origin) => {
    const { setCookie } = await signIn();

    const { status, body, headers } = await service.post('/refresh', {}, from(origin, cookieOf(setCookie)));

    expect([status, 'refreshToken' in body]).toEqual([200, false]);
    expect(cookieOf(headers.get('set-cookie'))).not.toBe(cookieOf(setCookie));
    expect((await service.get('/protected', { token: body.token })).status).toBe(200);
  });

  it.each(['https://evil.example', 'null', undefined])(
    'refuses the cookie from the origin %s',
    async (origin) => {
      const { setCookie } = await signIn();
      const options = from(origin, cookieOf(setCookie));

      const answers = [
        await service.post('/refresh', {}, options),
        await service.post('/logout', undefined, options),
      ];

      expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
        [403, 'origin_refused'],
        [403, 'origin_refused'],
      ]);
    },
  );

  it('ends the session and removes the cookie at a logout, also without an access token', async () => {
    const { setCookie, body } = await signIn();
    const options = from(APP, cookieOf(setCookie));

    const { status, headers } = await service.post('/logout', undefined, options);

    expect([status, headers.get('set-cookie')]).toEqual([
      204,
      expect.stringMatching(/^__Host-watchword_refresh=; Max-Age=0;/),
    ]);
    expect((await service.post('/refresh', {}, options)).status).toBe(401);
    expect((await service.get('/protected', { token: body.token })).status).toBe(401);
  });

  it('refuses form bodies, because any page can send one', async () => {
    const { name } = await service.person();
    const raw = new URLSearchParams({ name, password: PASSWORD });

    expect((await service.post('/login?cookie=true', undefined, { raw })).status).toBe(415);
  });

  it('refuses values of ?cookie other than true and false', async () => {
    const { status, body } = await service.post('/login?cookie=yes', { name: 'x', password: PASSWORD });

    expect([status, body.errors[0].field]).toEqual([400, 'cookie']);
  });

  it('accepts the cookie without an Origin header, as servers send it, if the request has X-Requested-With', async () => {
    const { setCookie } = await signIn();
    const send = (headers: Record<string, string>) =>
      service.post('/refresh', undefined, { headers: { cookie: cookieOf(setCookie), ...headers } });
    const requested = { 'x-requested-with': 'nuxt' };

    expectProblem(await send({ ...requested, 'sec-fetch-site': 'cross-site' }), 403, 'origin_refused');
    expectProblem(await send({ ...requested, origin: 'https://evil.example' }), 403, 'origin_refused');
    expect((await send(requested)).status).toBe(200);
  });

  it('refuses a sign-in from a page of another site, because the browser would drop the cookie', async () => {
    const { name } = await service.person();
    const from = (site: string) =>
      service.post(
        '/login?cookie=true',
        { name, password: PASSWORD },
        { headers: { 'sec-fetch-site': site } },
      );

    expectProblem(await from('cross-site'), 400, 'cookie_not_kept');
    expect((await from('same-site')).status).toBe(200);
  });

  it('returns invalid_refresh_token for a refresh without a token or a cookie', async () => {
    expectProblem(await service.post('/refresh', {}), 401, 'invalid_refresh_token');
    expectProblem(await service.post('/refresh'), 401, 'invalid_refresh_token');
  });

  it('allows only pages of allowed origins to read the responses', async () => {
    const allowed = await service.get('/', { headers: { origin: APP } });
    const stranger = await service.get('/', { headers: { origin: 'https://evil.example' } });

    expect(allowed.headers.get('access-control-allow-origin')).toBe(APP);
    expect(allowed.headers.get('access-control-allow-credentials')).toBe('true');
    expect(stranger.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('cookie mode over plain HTTP', () => {
  const plain = useService({ ISSUER: 'http://auth.example.com:3000', TRUST_PROXY: '127.0.0.1' });
  const login = async (headers: Record<string, string>) => {
    const answer = await plain.post(
      '/login?cookie=true',
      { name: 'nobody', password: PASSWORD },
      { headers },
    );
    return [answer.status, answer.body.code];
  };
  const forwarded = { 'x-forwarded-for': '203.0.113.7', 'x-forwarded-host': 'nas.example.com' };

  it.each([
    [
      'refuses a sign-in at a host other than localhost',
      { ...forwarded, 'x-forwarded-proto': 'http' },
      [400, 'cookie_not_kept'],
    ],
    [
      'refuses a sign-in at a host other than localhost without X-Forwarded-Proto if ISSUER is http',
      forwarded,
      [400, 'cookie_not_kept'],
    ],
    [
      'checks the password of a sign-in through a proxy that ends TLS',
      { ...forwarded, 'x-forwarded-proto': 'https' },
      [401, 'invalid_credentials'],
    ],
    ['checks the password of a sign-in at 127.0.0.1', {}, [401, 'invalid_credentials']],
  ])('%s', async (_, headers, expected) => expect(await login(headers)).toEqual(expected));
});

describe('cookie mode for pages of another site', () => {
  const open = useService({ CORS_ORIGINS: APP, COOKIE_SAME_SITE: 'none' });

  it('sets SameSite=None and accepts their sign-ins', async () => {
    const { name } = await open.person();
    const headers = { origin: APP, 'sec-fetch-site': 'cross-site' };

    const answer = await open.post('/login?cookie=true', { name, password: PASSWORD }, { headers });

    expect(answer.status).toBe(200);
    expect(answer.headers.get('set-cookie')).toMatch(/; Secure; SameSite=None$/);
  });
});

describe('a response to a page of an allowed origin', () => {
  const headers = { origin: APP };
  const big = { raw: 'a'.repeat(40_000), headers: { ...headers, 'content-type': 'application/json' } };

  it.each([
    [400, 'GET', '/users/%', { headers }],
    [400, 'POST', '/login', { raw: '{', headers: { ...headers, 'content-type': 'application/json' } }],
    [404, 'GET', '/nowhere', { headers }],
    [413, 'POST', '/login', big],
    [414, 'GET', `/users/${'a'.repeat(201)}`, { headers }],
    [415, 'POST', '/login', { raw: 'a', headers: { ...headers, 'content-type': 'text/plain' } }],
    [431, 'GET', '/', { headers: { ...headers, 'x-long': 'a'.repeat(20_000) } }],
  ])('can be read by the page when the status is %i', async (status, method, path, options) => {
    const answer = await service.send(method, path, undefined, options);

    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([status, APP]);
    expect(answer.headers.get('access-control-expose-headers')).toContain('X-Request-Id');
  });
});
