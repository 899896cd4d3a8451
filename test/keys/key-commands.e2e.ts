import { setTimeout as sleep } from 'node:timers/promises';
import { type FreshDatabase, freshDatabase } from '../support/database.js';
import { headerOf } from '../support/jwt.js';
import { kidOf, publishedBy } from '../support/key-kit.js';
import { ADMIN, makePerson, type Person } from '../support/people.js';
import { runCli, ServiceProcess } from '../support/process.js';
import { useService } from '../support/service.js';
import { eventually } from '../support/verifier-kit.js';

const JWKS_MAX_AGE = '1s';
const MILLISECONDS_TO_FOLLOW = 2000;
const MILLISECONDS_TO_SIGN = 3000;

let database: FreshDatabase;
let service: ServiceProcess;
const environment = (extra = {}) => ({ DATABASE_URL: database.url, JWKS_MAX_AGE, ...extra });
const start = async (extra = {}) => void (service = await new ServiceProcess(environment(extra)).start());

const rotate = (...words: string[]) => runCli(['keys', 'rotate', ...words], environment());
const statusOf = async ({ token }: Pick<Person, 'token'>) =>
  (await service.get('/protected', { token })).status;
const signIn = async () => (await service.post('/login', ADMIN)).body as Person;
const signingAlgorithm = async () => headerOf((await signIn()).token).alg;
const countPublished = async () => (await publishedBy(service)).length;

beforeEach(async () => {
  database = await freshDatabase();
  await start();
});
afterEach(async () => {
  await service.stop('SIGKILL');
  await database.drop();
});

describe('keys rotate', () => {
  it('creates a key that a running service publishes and later signs with', async () => {
    const before = await signIn();

    const { code, output } = await rotate();
    await eventually(countPublished, 2, MILLISECONDS_TO_FOLLOW);
    const [, successor] = await publishedBy(service);
    await eventually(async () => kidOf(await signIn()), successor, MILLISECONDS_TO_SIGN);

    expect([code, output]).toEqual([0, expect.stringContaining('The next key is published')]);
    expect(await statusOf(before)).toBe(200);
  });

  it('creates only one key when several operators run it at once', async () => {
    const slowly = environment({ JWKS_MAX_AGE: '5m' }); // the new key waits longer than the time between the runs
    const results = await Promise.all([1, 2, 3].map(() => runCli(['keys', 'rotate'], slowly)));
    await sleep(MILLISECONDS_TO_FOLLOW);

    expect(results.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(await countPublished()).toBe(2);
  });
});

describe('keys rotate --compromised', () => {
  it('makes a running service refuse all earlier tokens within a second, while refreshes still work', async () => {
    const [one, two] = [await makePerson(service, {}), await makePerson(service, {})];
    const before = [await statusOf(one), await statusOf(two)];

    const { code, output } = await rotate('--compromised');
    await eventually(() => statusOf(one), 401);
    const refreshed = await service.post('/refresh', { refreshToken: one.refreshToken });

    expect(before).toEqual([200, 200]);
    expect([code, output]).toEqual([0, expect.stringContaining('Every earlier key is gone')]);
    expect(await statusOf(two)).toBe(401);
    expect(refreshed.status).toBe(200);
    expect(await statusOf(refreshed.body)).toBe(200);
    expect(await publishedBy(service)).toEqual([kidOf(refreshed.body)]);
  });

  it('leaves only one key when several operators run it at once', async () => {
    const results = await Promise.all([rotate('--compromised'), rotate('--compromised')]);
    await sleep(MILLISECONDS_TO_FOLLOW);

    expect(results.map(({ code }) => code)).toEqual([0, 0]);
    expect(await countPublished()).toBe(1);
    expect(await statusOf(await signIn())).toBe(200);
  });
});

describe('SIGNING_ALG', () => {
  it('changed to RS256 takes effect with the next key, and earlier tokens stay valid', async () => {
    const before = await signIn();
    await service.stop();

    await start({ SIGNING_ALG: 'RS256' });
    await eventually(signingAlgorithm, 'RS256', MILLISECONDS_TO_SIGN);

    expect(await countPublished()).toBe(2);
    expect([await statusOf(before), await statusOf(await signIn())]).toEqual([200, 200]);
  });

  describe('RS256 from the beginning', () => {
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
});
