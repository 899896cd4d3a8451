import { PASSWORD } from './support/people.js';
import { useService } from './support/service.js';

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
    ['own', 'https://auth.example.com'],
    ['allowed', APP],
  ])('refreshes from a page of its %s origin', async (_, origin) => {
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

  it('takes no form: any page may send one', async () => {
    const { name } = await service.person();
    const raw = new URLSearchParams({ name, password: PASSWORD });

    expect((await service.post('/login?cookie=true', undefined, { raw })).status).toBe(415);
  });

  it('is asked for by true or false', async () => {
    const { status, body } = await service.post('/login?cookie=yes', { name: 'x', password: PASSWORD });

    expect([status, body.errors[0].field]).toEqual([400, 'cookie']);
  });

  it('names refreshToken when neither body nor cookie has one', async () => {
    const { status, body } = await service.post('/refresh', {});

    expect([status, body.errors[0].field]).toEqual([400, 'refreshToken']);
  });

  it('lets pages of allowed origins read the answers, and no others', async () => {
    const allowed = await service.get('/', { headers: { origin: APP } });
    const stranger = await service.get('/', { headers: { origin: 'https://evil.example' } });

    expect(allowed.headers.get('access-control-allow-origin')).toBe(APP);
    expect(allowed.headers.get('access-control-allow-credentials')).toBe('true');
    expect(stranger.headers.get('access-control-allow-origin')).toBeNull();
  });
});
