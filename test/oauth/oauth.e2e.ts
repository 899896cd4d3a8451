import type { Answer } from '../support/client.js';
import { decodeJwt } from '../support/jwt.js';
import {
  basic,
  clientToken,
  type Credentials,
  makeServiceClient,
  postForm,
} from '../support/service-clients.js';
import { useService } from '../support/service.js';

const service = useService();
let credentials: Credentials;
beforeAll(async () => {
  credentials = await makeServiceClient(service, await service.admin(), ['orders:read']);
});

const CREDENTIALS = { grant_type: 'client_credentials' };
const post = (path: string, fields: Record<string, string>, headers = basic(credentials)) =>
  postForm(service, `/oauth/${path}`, fields, headers);
const introspect = async (token: string) => (await post('introspect', { token })).body;
const errorOf = ({ status, body }: Answer) => [status, body.error];

describe('POST /oauth/token', () => {
  it('returns a response in the form of RFC 6749, which must not be cached', async () => {
    const { status, headers, body } = await post('token', CREDENTIALS);

    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 900,
      scope: 'orders:read',
    });
  });

  it.each([
    ['no grant type', {}, 'invalid_request'],
    ['another grant type', { grant_type: 'password' }, 'unsupported_grant_type'],
    [
      'a scope that the client does not have',
      { ...CREDENTIALS, scope: 'orders:read admin' },
      'invalid_scope',
    ],
  ])('refuses %s with the error code of RFC 6749', async (_, fields, code) => {
    const answer = await post('token', fields);

    expect(errorOf(answer)).toEqual([400, code]);
    expect(answer.headers.get('content-type')).toContain('application/json');
    expect(answer.body.error_description).toEqual(expect.any(String));
    expect(answer.body.error_uri).toBe(`https://auth.example.com/errors/${code}`);
  });

  it.each([
    ['a request without credentials', () => ({})],
    ['a wrong secret', () => basic({ ...credentials, secret: 'wws_wrong' })],
    ['a client that does not exist', () => basic({ ...credentials, id: 'orders' })],
    ['a malformed Basic header', () => ({ authorization: 'Basic %%%' })],
  ])('refuses %s as invalid_client', async (_, headers) => {
    const answer = await post('token', CREDENTIALS, headers());

    expect(errorOf(answer)).toEqual([401, 'invalid_client']);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
  });

  it('requires the secret, because a stolen token must not get another one', async () => {
    const authorization = `Bearer ${await clientToken(service, credentials)}`;

    expect(errorOf(await post('token', CREDENTIALS, { authorization }))).toEqual([401, 'invalid_client']);
  });

  it('treats an empty parameter as absent, and ignores unknown ones', async () => {
    const { status, body } = await post('token', {
      ...CREDENTIALS,
      scope: '',
      resource: 'https://x.example',
    });

    expect([status, body.scope]).toEqual([200, 'orders:read']);
  });

  it.each(['token', 'introspect', 'revoke'])('refuses JSON at /oauth/%s', async (path) => {
    const { status, body } = await service.post(`/oauth/${path}`, CREDENTIALS, {
      headers: basic(credentials),
    });

    expect([status, body.error]).toEqual([415, 'invalid_request']);
  });

  it('refuses a parameter that is given twice', async () => {
    const raw = 'grant_type=client_credentials&scope=orders%3Aread&scope=orders%3Aread';
    const headers = { ...basic(credentials), 'content-type': 'application/x-www-form-urlencoded' };

    expect(errorOf(await service.post('/oauth/token', undefined, { raw, headers }))).toEqual([
      400,
      'invalid_request',
    ]);
  });
});

describe('introspection', () => {
  it("describes users' access and refresh tokens until they sign out", async () => {
    const person = await service.person();
    const sid = decodeJwt(person.token).sid;

    const [access, refresh] = [await introspect(person.token), await introspect(person.refreshToken)];
    await service.post('/logout', undefined, { token: person.token });

    const common = { active: true, sub: person.id, sid, iss: 'https://auth.example.com' };
    expect(access).toMatchObject({
      ...common,
      token_type: 'access_token',
      roles: ['user'],
      aud: 'watchword',
    });
    expect(refresh).toMatchObject({ ...common, token_type: 'refresh_token' });
    expect(await introspect(person.token)).toEqual({ active: false });
    expect(await introspect(person.refreshToken)).toEqual({ active: false });
  });

  it('does not use up a refresh token', async () => {
    const { refreshToken } = await service.person();

    await introspect(refreshToken);

    expect((await service.post('/refresh', { refreshToken })).status).toBe(200);
  });

  it.each(['nonsense', 'a.b.c', '{}', 'é'])('returns inactive for %j', async (token) => {
    expect(await introspect(token)).toEqual({ active: false });
  });
});

describe('revocation', () => {
  it.each(['token', 'refreshToken'] as const)("of a user's %s ends the session", async (kind) => {
    const person = await service.person();

    const { status } = await post('revoke', { token: person[kind], token_type_hint: 'whatever' });

    expect(status).toBe(200);
    expect((await service.get('/protected', { token: person.token })).status).toBe(401);
    expect((await service.post('/refresh', { refreshToken: person.refreshToken })).status).toBe(401);
  });

  it('of an invalid token succeeds', async () => {
    expect((await post('revoke', { token: 'nonsense' })).status).toBe(200);
  });

  it("of another client's token is refused", async () => {
    const other = await makeServiceClient(service, await service.admin());
    const token = await clientToken(service, other);

    expect(errorOf(await post('revoke', { token }))).toEqual([400, 'unauthorized_client']);
    expect((await introspect(token)).active).toBe(true);
  });

  it('of one token writes only one entry, even if it is requested several times at once and again later', async () => {
    const token = await clientToken(service, credentials);
    const count = () => service.rows('SELECT position FROM revocations');
    const before = (await count()).length;

    const answers = await Promise.all(Array.from({ length: 8 }, () => post('revoke', { token })));
    await post('revoke', { token });

    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(await count()).toHaveLength(before + 1);
  });

  it('of an ended, expired or invented token writes nothing', async () => {
    const person = await service.person();
    await service.post('/logout', undefined, { token: person.token });
    const entries = await service.rows('SELECT position FROM revocations');

    for (const token of [person.token, person.refreshToken, 'nonsense', `${person.token.slice(0, -4)}AAAA`])
      await post('revoke', { token });

    expect(await service.rows('SELECT position FROM revocations')).toEqual(entries);
  });

  it('of one token leaves the others valid', async () => {
    const [one, other] = [await clientToken(service, credentials), await clientToken(service, credentials)];

    await post('revoke', { token: one });

    expect([(await introspect(one)).active, (await introspect(other)).active]).toEqual([false, true]);
  });
});
