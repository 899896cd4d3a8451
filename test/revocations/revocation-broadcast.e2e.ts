import { Redis } from 'ioredis';
import type { Client } from '../support/client.js';
import type { FreshDatabase } from '../support/database.js';
import { migratedDatabase } from '../support/migrated-database.js';
import { makePerson } from '../support/people.js';
import { ServiceProcess } from '../support/process.js';
import { describeWith } from '../support/programs.js';
import { TestRedis } from '../support/redis.js';
import { useService } from '../support/service.js';

const CHANNEL = 'watchword:revocations';

const redis = new TestRedis();
beforeAll(async () => void (await redis.start()));
const ours = useService(() => ({ REDIS_URL: redis.url }));
const services: ServiceProcess[] = [];
const databases: FreshDatabase[] = [];
let outsider: Redis;

/** Starts a separate installation on the same Redis. */
async function installation(environment: Record<string, string>): Promise<ServiceProcess> {
  const database = await migratedDatabase();
  databases.push(database);
  const service = new ServiceProcess({ DATABASE_URL: database.url, REDIS_URL: redis.url, ...environment });
  services.push(service);
  return service.start();
}

/** Returns whether a logout takes effect at once: the same replica does not wait for the feed. */
async function logsOut(service: Client): Promise<boolean> {
  const { token } = await makePerson(service, {});
  await service.post('/logout', undefined, { token });
  return (await service.get('/protected', { token })).status === 401;
}

/** Returns entries with the positions of our next thousand entries. */
const claims = () =>
  Array.from({ length: 1000 }, (_, index) => ({
    position: index + 1,
    type: 'session',
    subject: 'nobody',
    notBefore: null,
    exceptSession: null,
    revokedAt: Date.now(),
  }));

beforeAll(() => void (outsider = new Redis(redis.url)));
afterAll(async () => {
  await Promise.all(services.map((service) => service.stop('SIGKILL')));
  await Promise.all(databases.map((database) => database.drop()));
  outsider.disconnect();
  await redis.kill();
});

describeWith('redis-server')('every logout takes effect when others publish on the same Redis:', () => {
  it.each([
    ['a list of revocations', () => JSON.stringify(claims())],
    ['a list with a made-up seal', () => 's'.repeat(32) + JSON.stringify(claims())],
    ['no list', () => 'x'],
  ])('%s', async (_, message) => {
    expect(await outsider.publish(CHANNEL, message())).toBe(1);

    expect(await logsOut(ours)).toBe(true);
  });

  it.each([
    ['another key', { SECRET_KEY: 'YW5vdGhlciBrZXkgZm9yIHRlc3RzLCBhbHNvIDMyIGJ5dGVz' }],
    ['another issuer', { ISSUER: 'https://staging.example.com' }],
  ])('the revocations of an installation with %s', async (_, environment) => {
    const theirs = await installation(environment);

    for (let round = 0; round < 3; round++) expect(await logsOut(theirs)).toBe(true);

    for (let round = 0; round < 3; round++) expect(await logsOut(ours)).toBe(true);
  });
});
