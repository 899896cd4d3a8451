import { setTimeout as sleep } from 'node:timers/promises';
import { type FreshDatabase, freshDatabase, isSqlite } from '../support/database.js';
import { slowness } from '../support/faults/slowness.js';
import { ADMIN, makePerson, type Person } from '../support/people.js';
import { ServiceProcess } from '../support/process.js';
import { describeWith } from '../support/programs.js';
import { TestRedis } from '../support/redis.js';

const it = isSqlite() ? globalThis.it.skip : globalThis.it;
const ROUNDS = 12;
/** The promised maximum in milliseconds, longer on a busy machine. */
const aSecond = () => 1000 * slowness();

let database: FreshDatabase;
let replicas: [ServiceProcess, ServiceProcess];
let adminToken: string;

async function startReplicas(environment: Record<string, string> = {}): Promise<void> {
  if (isSqlite()) return;
  database = await freshDatabase();
  const one = () => new ServiceProcess({ DATABASE_URL: database.url, ...environment }).start();
  replicas = await Promise.all([one(), one()]);
  adminToken = (await replicas[0].post('/login', ADMIN)).body.token;
}

async function stopReplicas(): Promise<void> {
  if (isSqlite()) return;
  await Promise.all(replicas.map((replica) => replica.stop()));
  await database.drop();
}

const endings: ((person: Person) => Promise<unknown>)[] = [
  ({ token }) => replicas[0].post('/logout', undefined, { token }),
  ({ token }) => replicas[0].delete('/sessions', undefined, { token }),
  ({ id }) => replicas[0].patch(`/users/${id}`, { disabled: true }, { token: adminToken }),
  ({ id }) => replicas[0].patch(`/users/${id}`, { roles: [] }, { token: adminToken }),
];

/** Returns the milliseconds from the acknowledged end until the other replica refuses the token for good. */
async function lagOf(end: (person: Person) => Promise<unknown>): Promise<number> {
  const person = await makePerson(replicas[0], {});
  const check = async () => (await replicas[1].get('/protected', { token: person.token })).status;
  expect(await check()).toBe(200);
  await end(person);
  const acknowledged = performance.now();
  while ((await check()) === 200) await sleep(10);
  const lag = performance.now() - acknowledged;
  expect(await check()).toBe(401);
  return lag;
}

async function lags(): Promise<number[]> {
  const all: number[] = [];
  for (let round = 0; round < ROUNDS; round++)
    all.push(await lagOf(endings[round % endings.length] as never));
  return all;
}

describe('a session on two replicas', () => {
  beforeAll(() => startReplicas());
  afterAll(stopReplicas);

  it('is over on the other replica within a second of its end on one', async () => {
    expect(Math.max(...(await lags()))).toBeLessThan(aSecond());
  });

  it('cannot be refreshed on the other replica once it has ended on one', async () => {
    const person = await makePerson(replicas[0], {});

    await replicas[0].post('/logout', undefined, { token: person.token });
    const { status } = await replicas[1].post('/refresh', { refreshToken: person.refreshToken });

    expect(status).toBe(401);
  });

  it('gets only one successor of a refresh token that is sent to both at once', async () => {
    const person = await makePerson(replicas[0], {});
    const both = Array.from({ length: 40 }, (_, index) => replicas[index % 2] as ServiceProcess);

    const answers = await Promise.all(
      both.map((one) => one.post('/refresh', { refreshToken: person.refreshToken })),
    );

    expect(
      new Set(answers.filter(({ status }) => status === 200).map(({ body }) => body.refreshToken)).size,
    ).toBe(1);
    expect(answers.filter(({ status }) => ![200, 503].includes(status))).toEqual([]);
  });
});

describeWith('redis-server')('with Redis, the end of a session on one replica', () => {
  const redis = new TestRedis();
  beforeAll(async () => {
    await redis.start();
    await startReplicas({ REDIS_URL: redis.url });
  });
  afterAll(async () => {
    await stopReplicas();
    await redis.kill();
  });

  it('takes effect on the other before the next poll', async () => {
    const all = (await lags()).toSorted((one, other) => one - other);

    expect(all.at(-1)).toBeLessThan(aSecond());
    expect(all[Math.floor(all.length / 2)]).toBeLessThan(150 * slowness());
  });

  it('takes effect within a second even when Redis is killed half-way', async () => {
    const before = await lagOf(endings[0] as never);
    await redis.kill();

    const after = await lags();

    expect(Math.max(before, ...after)).toBeLessThan(aSecond());
  });
});
