import { type FreshDatabase, freshDatabase } from '../support/database.js';
import { headerOf } from '../support/jwt.js';
import { kidOf, publishedBy } from '../support/key-kit.js';
import { ADMIN, type Person } from '../support/people.js';
import { runCli } from '../support/process.js';
import { Service, useService } from '../support/service.js';
import { eventually } from '../support/verifier-kit.js';

const JWKS_MAX_AGE = '1s';
const MILLISECONDS_TO_FOLLOW = 2000;
const MILLISECONDS_TO_SIGN = 3000;

/** Runs the command twice at once. A new key signs only after five minutes, so the second command finds it waiting. */
const rotateTwice = (service: Service, ...words: string[]) =>
  Promise.all([1, 2].map(() => runCli(['keys', 'rotate', ...words], { DATABASE_URL: service.databaseUrl })));
const statusOf = async (service: Service, { token }: Pick<Person, 'token'>) =>
  (await service.get('/protected', { token })).status;
const signIn = async (service: Service) => (await service.post('/login', ADMIN)).body as Person;
const countPublished = async (service: Service) => (await publishedBy(service)).length;
const countStored = async (service: Service) => (await service.rows('SELECT id FROM signing_keys')).length;

describe('keys rotate, run by two operators at once', () => {
  const service = useService({ JWKS_MAX_AGE });
  afterEach(() => void jest.restoreAllMocks());

  it('creates one key that a running service publishes and later signs with', async () => {
    const before = await signIn(service);

    const results = await rotateTwice(service);
    await eventually(() => countPublished(service), 2, MILLISECONDS_TO_FOLLOW);
    const [, successor] = await publishedBy(service);
    service.travel(600); // less than ACCESS_TOKEN_TTL
    await eventually(async () => kidOf(await signIn(service)), successor, MILLISECONDS_TO_SIGN);

    for (const { code, output } of results)
      expect([code, output]).toEqual([0, expect.stringContaining('The next key is published')]);
    expect(await countStored(service)).toBe(2);
    expect(await statusOf(service, before)).toBe(200);
  });
});

describe('keys rotate --compromised, run by two operators at once', () => {
  const service = useService();

  it('makes a running service refuse all earlier tokens within a second, while refreshes still work', async () => {
    const [one, two] = [await service.person(), await service.person()];
    const before = [await statusOf(service, one), await statusOf(service, two)];

    const results = await rotateTwice(service, '--compromised');
    await eventually(() => statusOf(service, one), 401);
    await eventually(() => countPublished(service), 1, MILLISECONDS_TO_FOLLOW);
    const refreshed = await service.post('/refresh', { refreshToken: one.refreshToken });

    expect(before).toEqual([200, 200]);
    for (const { code, output } of results)
      expect([code, output]).toEqual([0, expect.stringContaining('Every earlier key is gone')]);
    expect(await statusOf(service, two)).toBe(401);
    expect(refreshed.status).toBe(200);
    expect(await statusOf(service, refreshed.body)).toBe(200);
    expect(await publishedBy(service)).toEqual([kidOf(refreshed.body)]);
  });

  it('leaves only one key, with which sign-ins work', async () => {
    expect(await countStored(service)).toBe(1);
    expect(await statusOf(service, await signIn(service))).toBe(200);
  });
});

describe('SIGNING_ALG', () => {
  let database: FreshDatabase;
  let service: Service;
  const start = async (extra = {}) =>
    void (service = await new Service({ JWKS_MAX_AGE, ...extra }, database).start());
  beforeAll(async () => {
    database = await freshDatabase();
    await start();
  });
  afterAll(async () => {
    await service.stop();
    await database.drop();
  });

  it('changed to RS256 takes effect with the next key, and earlier tokens stay valid', async () => {
    const before = await signIn(service);
    await service.stop();

    await start({ SIGNING_ALG: 'RS256' });
    const algorithm = async () => headerOf((await signIn(service)).token).alg;
    await eventually(algorithm, 'RS256', MILLISECONDS_TO_SIGN);

    expect(await publishedBy(service)).toHaveLength(2);
    expect([await statusOf(service, before), await statusOf(service, await signIn(service))]).toEqual([
      200, 200,
    ]);
  });
});

describe('SIGNING_ALG RS256 from the beginning', () => {
  const rsa = useService({ SIGNING_ALG: 'RS256' });

  it('works for sign-ins, refreshes and token checks', async () => {
    const person = await rsa.person();
    const refreshed = await rsa.post('/refresh', { refreshToken: person.refreshToken });
    const { body } = await rsa.get('/.well-known/jwks.json');

    expect(headerOf(person.token)).toEqual({ alg: 'RS256', typ: 'at+jwt', kid: body.keys[0].kid });
    expect((await rsa.get('/protected', { token: refreshed.body.token })).status).toBe(200);
    expect(Object.keys(body.keys[0]).toSorted()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });
});
