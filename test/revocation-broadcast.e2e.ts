import { Redis } from 'ioredis';
import { type FreshDatabase, freshDatabase } from './support/database.js';
import { makePerson } from './support/people.js';
import { ServiceProcess } from './support/process.js';
import { TestRedis } from './support/redis.js';

const CHANNEL = 'watchword:revocations';

const redis = new TestRedis();
const services: ServiceProcess[] = [];
const databases: FreshDatabase[] = [];
let outsider: Redis;

/** An installation of its own, on the Redis that all here share. */
async function installation(environment: Record<string, string> = {}): Promise<ServiceProcess> {
  const database = await freshDatabase();
  databases.push(database);
  const service = new ServiceProcess({ DATABASE_URL: database.url, REDIS_URL: redis.url, ...environment });
  services.push(service);
  return service.start();
}

/** Whether a logout counts at once: on the replica that was asked, the feed is not waited for. */
async function logsOut(service: ServiceProcess): Promise<boolean> {
  const { token } = await makePerson(service, {});
  await service.post('/logout', undefined, { token });
  return (await service.get('/protected', { token })).status === 401;
}

/** Entries in the places that the next thousand of ours would have. */
const claims = () =>
  Array.from({ length: 1000 }, (_, index) => ({
    position: index + 1,
    type: 'session',
    subject: 'nobody',
    notBefore: null,
    exceptSession: null,
    revokedAt: Date.now(),
  }));

beforeAll(async () => {
  await redis.start();
  outsider = new Redis(redis.url);
});
afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.stop('SIGINT')));
  await Promise.all(databases.splice(0).map((database) => database.drop()));
});
afterAll(async () => {
  outsider.disconnect();
  await redis.kill();
});

describe('what others publish on the same Redis hides no logout', () => {
  it.each([
    ['a list of revocations', () => JSON.stringify(claims())],
    ['a list with a made-up seal', () => 's'.repeat(32) + JSON.stringify(claims())],
    ['no list', () => 'x'],
  ])('%s', async (_, message) => {
    const service = await installation();

    expect(await outsider.publish(CHANNEL, message())).toBe(1);

    expect(await logsOut(service)).toBe(true);
  });

  it.each([
    ['another key', { SECRET_KEY: 'YW5vdGhlciBrZXkgZm9yIHRlc3RzLCBhbHNvIDMyIGJ5dGVz' }],
    ['another issuer', { ISSUER: 'https://staging.example.com' }],
  ])('those of an installation with %s', async (_, environment) => {
    const [ours, theirs] = [await installation(), await installation(environment)];

    for (let round = 0; round < 3; round++) expect(await logsOut(theirs)).toBe(true);

    for (let round = 0; round < 3; round++) expect(await logsOut(ours)).toBe(true);
  });
});
