import { type FreshDatabase, freshDatabase } from '../support/database.js';
import { ADMIN } from '../support/people.js';
import { ServiceProcess } from '../support/process.js';
import { makeServiceClient } from '../support/service-clients.js';

/** Every secret contains this text, so that one search finds all secrets and their parts. */
const MARK = 'hush';
const FIRST = `${MARK} otters juggle pebbles`;
const SECOND = `${MARK} pebbles juggle otters`;
const SETTINGS = { BCRYPT_COST: '10', HASH_LANES: '1', LOG_LEVEL: 'debug', ADMIN_PASSWORD: SECOND };

const JSON_BODY = { 'content-type': 'application/json' };
const FORM_BODY = { 'content-type': 'application/x-www-form-urlencoded' };

let database: FreshDatabase;
let service: ServiceProcess;

beforeAll(async () => {
  database = await freshDatabase();
  service = await new ServiceProcess({ ...SETTINGS, DATABASE_URL: database.url }).start();
});

afterAll(async () => {
  await service?.stop('SIGKILL');
  await database?.drop();
});

/** Sends valid and invalid requests to every route. Returns all issued tokens. */
async function useEverything(): Promise<string[]> {
  const { body: registered } = await service.post('/register', { name: 'alice', password: FIRST });
  const { body: login } = await service.post('/login', { name: 'alice', password: FIRST });
  const { body: adminLogin } = await service.post('/login', { name: ADMIN.name, password: SECOND });
  await useOwnAccount(login.token);
  await administrate(adminLogin.token, registered.user.id);
  await failInEveryWay(login.token);
  const ofSessions = await useSessions(login);
  const ofServices = await useServices(adminLogin.token, ofSessions);
  await service.delete('/me', { password: SECOND }, { token: login.token });
  return [login.token, adminLogin.token, ...ofSessions, ...ofServices];
}

async function useOwnAccount(token: string): Promise<void> {
  for (const path of ['/', '/protected', '/me', '/me/export', '/health/live', '/docs', '/openapi.json']) {
    await service.get(path, { token });
  }
  await service.patch('/me', { email: 'alice@example.com' }, { token });
  await service.delete('/me', { password: `${FIRST}!` }, { token });
  await service.post('/me/password', { currentPassword: SECOND, newPassword: FIRST }, { token });
  await service.post('/me/password', { currentPassword: FIRST, newPassword: SECOND }, { token });
}

/** Returns all refresh tokens, also those in cookies, and their access tokens. */
async function useSessions({ token, refreshToken }: Record<string, string>): Promise<string[]> {
  const { body: next } = await service.post('/refresh', { refreshToken });
  await service.post('/refresh', { refreshToken: `${refreshToken}x` });
  const inCookie = await service.post('/login?cookie=true', { name: 'alice', password: SECOND });
  const cookie = inCookie.headers.get('set-cookie')?.split(';')[0] ?? '';
  const { body: byCookie } = await service.post(
    '/refresh',
    {},
    { headers: { cookie, origin: 'https://auth.example.com' } },
  );
  await service.post('/logout', undefined, { headers: { cookie, origin: 'https://evil.example' } });
  await service.get('/sessions', { token });
  return [
    refreshToken!,
    next.token,
    next.refreshToken,
    cookie.split('=')[1]!,
    inCookie.body.token,
    byCookie.token,
  ];
}

/** Returns the secret of a service client and its token. */
async function useServices(token: string, others: string[]): Promise<string[]> {
  const { basic, secret } = await makeServiceClient(service, { token });
  const headers = { authorization: basic };
  const form = (fields: Record<string, string>) => ({ raw: new URLSearchParams(fields), headers });
  const { body } = await service.post('/oauth/token', undefined, form({ grant_type: 'client_credentials' }));
  for (const other of [...others, body.access_token]) {
    await service.post('/oauth/introspect', undefined, form({ token: other }));
    await service.post('/oauth/revoke', undefined, form({ token: other, [MARK]: MARK }));
  }
  await service.get('/revocations', { headers });
  await service.get('/verify?role=admin', { token });
  await service.get('/revocations', { headers: { authorization: `${basic}x` } });
  return [secret, basic.slice('Basic '.length), body.access_token];
}

async function administrate(token: string, id: string): Promise<void> {
  await service.post('/users', { name: 'bobby', password: FIRST, roles: [`${MARK}-role`] }, { token });
  await service.post('/users', { name: 'bobby', password: FIRST }, { token });
  await service.get(`/users?q=${MARK}-query&limit=1`, { token });
  await service.get(`/users?after=${MARK}-cursor`, { token });
  await service.get(`/users/${id}`, { token });
  await service.patch(`/users/${id}`, { disabled: false, password: FIRST }, { token });
  await service.put('/roles/editor', { description: 'Edits' }, { token });
  await service.delete('/roles/editor', undefined, { token });
}

async function failInEveryWay(token: string): Promise<void> {
  await service.post('/login', { name: 'alice', password: `${FIRST}?` });
  await service.post('/login', { name: `${MARK}-nobody`, password: FIRST });
  await service.post('/login', { name: FIRST, password: { nested: FIRST } });
  await service.post('/login', { name: 'alice', passwort: FIRST });
  await service.post('/register', { name: 'alice', password: FIRST, password2: FIRST });
  await service.post('/login', undefined, {
    raw: `{"name":"alice","password":"${FIRST}`,
    headers: JSON_BODY,
  });
  await service.post('/login', undefined, { raw: `password=${FIRST}&password=${FIRST}`, headers: FORM_BODY });
  await service.post('/login', undefined, { raw: FIRST, headers: { 'content-type': 'text/plain' } });
  await service.get('/protected', { headers: { authorization: `Basic ${MARK}==` } });
  await service.get('/protected', { headers: { cookie: `session=${MARK}`, 'x-api-key': MARK } });
  await service.get('/protected', { token: `${token}${MARK}` });
  await service.get(`/protected?access_token=${token}`);
  await service.get(`/nowhere?token=${token}#${MARK}`);
}

describe('the log of a whole run', () => {
  let secrets: string[];
  let lines: Record<string, unknown>[];

  beforeAll(async () => {
    const tokens = await useEverything();
    secrets = tokens.map((token) => token.slice(-30));
    await service.stop();
    lines = service.output
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  });

  it('is from a run that issued all kinds of tokens', () => {
    expect(secrets.map((secret) => secret.length)).toEqual(Array.from({ length: 11 }, () => 30));
  });

  it('contains no password, no token, no hash, no header and no query', () => {
    for (const secret of [...secrets, MARK, 'bcrypt', '$2b$', 'Bearer', 'PRIVATE KEY']) {
      expect(service.output).not.toContain(secret);
    }
  });

  it('has a JSON object with level and time in each line', () => {
    for (const line of lines) {
      expect(line).toMatchObject({ level: expect.any(Number), time: expect.any(Number) });
    }
  });

  it('has the request id and the status of every request', () => {
    const requests = lines.filter(({ msg }) => msg === 'request');

    expect(requests.length).toBeGreaterThan(35);
    for (const request of requests) {
      expect(request).toMatchObject({
        requestId: expect.stringMatching(/^[\w-]{36}$/),
        method: expect.any(String),
        path: expect.stringMatching(/^\/[^?#]*$/),
        status: expect.any(Number),
      });
    }
  });

  it('contains no errors, because all failures were expected', () => {
    expect(lines.filter(({ level }) => (level as number) >= 50)).toEqual([]);
  });
});
