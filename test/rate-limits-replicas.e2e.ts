import { type FreshDatabase, freshDatabase, isSqlite } from './support/database.js';
import { freshAddress, guess, guesses, inTurns, newcomer, signIn, statusesOf } from './support/guesses.js';
import { ServiceProcess } from './support/process.js';
import { TestRedis } from './support/redis.js';

const it = isSqlite() ? globalThis.it.skip : globalThis.it;
const LIMIT = 5;
const SETTINGS = { LOGIN_LIMIT: `${LIMIT}/1m`, TRUST_PROXY: '127.0.0.1' };

let database: FreshDatabase;
let replicas: [ServiceProcess, ServiceProcess];

/** Two replicas on one database, before the tests of a block and until after them. */
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
  it('look at five of a hundred guesses at once together', async () => {
    const answers = await guesses(100, replicas, await newcomer(replicas[0]), freshAddress());

    expect(statusesOf(answers)).toEqual({ 401: LIMIT, 429: 100 - LIMIT });
  });

  it('look at no more guesses of a name than strangers have, from however many addresses', async () => {
    const name = await newcomer(replicas[0]);
    const answers = await inTurns(120, 6, (index) => guess(replicas[index % 2]!, name, freshAddress()));

    expect(statusesOf(answers)).toEqual({ 401: 10 * LIMIT, 429: 120 - 10 * LIMIT });
  });

  it('know on both of them who has signed in on one', async () => {
    const [name, home] = [await newcomer(replicas[0]), freshAddress()];
    await signIn(replicas[0], name, home);
    await guesses(LIMIT - 1, replicas, name, home);

    const right = await signIn(replicas[0], name, home);
    const next = await guess(replicas[1], name, home);

    expect([right.status, next.headers.get('ratelimit-remaining')]).toEqual([200, '4']);
  });
}

describe('two replicas, through the database,', () => {
  useReplicas();
  itIsExact();

  it('go on exactly where one ends and another starts', async () => {
    const [name, address] = [await newcomer(replicas[0]), freshAddress()];
    await guesses(3, replicas, name, address);
    await replicas[0].stop('SIGKILL');
    await replicas[0].start();

    expect(statusesOf(await guesses(20, [replicas[0]], name, address))).toEqual({ 401: 2, 429: 18 });
  });
});

describe('two replicas, through Redis,', () => {
  const redis = new TestRedis();
  beforeAll(async () => void (await redis.start()));
  useReplicas(() => ({ REDIS_URL: redis.url }));
  afterAll(() => redis.kill());
  itIsExact();

  it('each go on by themselves from what they know when Redis is killed half-way', async () => {
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

  it('each take no more than the limit while Redis is away', async () => {
    const answers = await guesses(100, replicas, await newcomer(replicas[0]), freshAddress());

    expect(statusesOf(answers)).toEqual({ 401: 2 * LIMIT, 429: 100 - 2 * LIMIT });
  });
});
