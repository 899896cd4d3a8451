import { Redis } from 'ioredis';
import { type FreshDatabase, freshDatabase, isSqlite } from '../support/database.js';
import { freshAddress, guess, guesses, inTurns, newcomer, signIn, statusesOf } from '../support/guesses.js';
import { ServiceProcess } from '../support/process.js';
import { describeWith } from '../support/programs.js';
import { TestRedis } from '../support/redis.js';

const it = isSqlite() ? globalThis.it.skip : globalThis.it;
const LIMIT = 5;
const SETTINGS = { LOGIN_LIMIT: `${LIMIT}/1m`, TRUST_PROXY: '127.0.0.1' };

let database: FreshDatabase;
let replicas: [ServiceProcess, ServiceProcess];

/** Runs two replicas on one database during the tests of a block. */
function useReplicas(environment: () => Record<string, string> = () => ({})): void {
  beforeAll(async () => {
    if (isSqlite()) return;
    database = await freshDatabase();
    const settings = { ...SETTINGS, DATABASE_URL: database.url, ...environment() };
    const one = () => new ServiceProcess(settings).start();
    replicas = await Promise.all([one(), one()]);
  });
  afterAll(async () => {
    if (isSqlite()) return;
    await Promise.all(replicas.map((replica) => replica.stop()));
    await database.drop();
  });
}

function itIsExact(): void {
  it('together check five of a hundred simultaneous guesses', async () => {
    const answers = await guesses(100, replicas, await newcomer(replicas[0]), freshAddress());

    expect(statusesOf(answers)).toEqual({ 401: LIMIT, 429: 100 - LIMIT });
  });

  it('together check at most ten times LOGIN_LIMIT guesses for a name, from any number of new addresses', async () => {
    const name = await newcomer(replicas[0]);
    const answers = await inTurns(120, 6, (index) => guess(replicas[index % 2]!, name, freshAddress()));

    expect(statusesOf(answers)).toEqual({ 401: 10 * LIMIT, 429: 120 - 10 * LIMIT });
  });

  it('both know a client that has signed in on one of them', async () => {
    const [name, home] = [await newcomer(replicas[0]), freshAddress()];
    await signIn(replicas[0], name, home);
    await guesses(LIMIT - 1, replicas, name, home);

    const right = await signIn(replicas[0], name, home);
    const next = await guess(replicas[1], name, home);

    expect([right.status, next.headers.get('ratelimit-remaining')]).toEqual([200, '4']);
  });
}

describe('two replicas that share counters in the database', () => {
  useReplicas();
  itIsExact();

  it('continue the exact count when one ends and another starts', async () => {
    const [name, address] = [await newcomer(replicas[0]), freshAddress()];
    await guesses(3, replicas, name, address);
    await replicas[0].stop('SIGKILL');
    await replicas[0].start();

    expect(statusesOf(await guesses(20, [replicas[0]], name, address))).toEqual({ 401: 2, 429: 18 });
  });
});

describe('two replicas that count a tenth of the limit by themselves', () => {
  const [limit, tenth] = [20, 2];
  useReplicas(() => ({ LOGIN_LIMIT: `${limit}/1m` }));

  it('check exactly the limit when both get guesses in turn', async () => {
    const [name, address] = [await newcomer(replicas[0]), freshAddress()];

    const answers = await inTurns(40, 2, (index) => guess(replicas[index % 2]!, name, address));

    expect(statusesOf(answers)).toEqual({ 401: limit, 429: 40 - limit });
  });

  it('check at most a tenth more when one does not know of the other’s hits', async () => {
    const [name, address] = [await newcomer(replicas[0]), freshAddress()];
    const first = await guesses(50, [replicas[0]], name, address);
    const others = await guesses(50, [replicas[1]], name, address);

    expect(statusesOf(first)).toEqual({ 401: limit, 429: 50 - limit });
    expect(statusesOf(others)).toEqual({ 401: tenth, 429: 50 - tenth });
  });

  it('lose none of the hits that one has counted locally', async () => {
    const [name, address] = [await newcomer(replicas[0]), freshAddress()];
    await guesses(tenth, [replicas[1]], name, address);
    await guesses(10, [replicas[0]], name, address);

    const answers = await guesses(50, [replicas[1]], name, address);

    expect(statusesOf(answers)).toEqual({ 401: limit - 10 - tenth, 429: 50 - (limit - 10 - tenth) });
  });
});

describeWith('redis-server')('two replicas that share counters in Redis', () => {
  const redis = new TestRedis();
  beforeAll(async () => void (await redis.start()));
  useReplicas(() => ({ REDIS_URL: redis.url }));
  afterAll(() => redis.kill());
  itIsExact();

  it('each continue from their own count when the keys in Redis are deleted', async () => {
    const [name, address] = [await newcomer(replicas[0]), freshAddress()];
    await guesses(3, [replicas[0]], name, address);
    const connection = new Redis(redis.url);
    await connection.flushall();
    connection.disconnect();

    const answers = await guesses(20, [replicas[0]], name, address);

    expect(statusesOf(answers)).toEqual({ 401: LIMIT - 3, 429: 20 - (LIMIT - 3) });
  });

  it('each continue to count alone when Redis is killed half-way', async () => {
    const [name, address] = [await newcomer(replicas[0]), freshAddress()];
    const answers = await inTurns(120, 6, (index) => {
      if (index === 25) void redis.kill();
      return guess(replicas[index % 2]!, name, address);
    });

    const seen = statusesOf(answers);
    expect(Object.keys(seen)).toEqual(['401', '429']);
    expect(seen[401]).toBeGreaterThanOrEqual(LIMIT);
    expect(seen[401]).toBeLessThanOrEqual(2 * LIMIT);
  });

  it('each accept no more than the limit while Redis is unavailable', async () => {
    const answers = await guesses(100, replicas, await newcomer(replicas[0]), freshAddress());

    expect(statusesOf(answers)).toEqual({ 401: 2 * LIMIT, 429: 100 - 2 * LIMIT });
  });
});
