import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../support/client.js';
import { type FreshDatabase, freshDatabase, onServers } from '../support/database.js';
import { FaultProxy } from '../support/fault-proxy.js';
import { ADMIN, freshName, PASSWORD } from '../support/people.js';
import { ServiceProcess } from '../support/process.js';

const it = onServers();
const DEADLINE_MS = 5500;

let database: FreshDatabase;
let proxy: FaultProxy;
let service: ServiceProcess;

beforeAll(async () => {
  database = await freshDatabase();
  proxy = new FaultProxy(new URL(database.url.replace('sqlite:', 'file://')));
  const url = await proxy.start();
  if (!database.url.startsWith('sqlite')) service = await new ServiceProcess({ DATABASE_URL: url }).start();
});
afterAll(async () => {
  await service?.stop();
  await proxy.stop();
  await database.drop();
});

/** Registers users one after another until it is stopped, and keeps the responses. */
function keepRegistering() {
  const answers: { name: string; status: number; milliseconds: number }[] = [];
  let isGoingOn = true;
  const worker = async () => {
    while (isGoingOn) {
      const name = freshName();
      const started = performance.now();
      const { status } = await service.post('/register', { name, password: PASSWORD });
      answers.push({ name, status, milliseconds: performance.now() - started });
    }
  };
  const workers = Promise.all([1, 2, 3, 4].map(worker));
  return {
    stop: async () => {
      isGoingOn = false;
      await workers;
      return answers;
    },
  };
}

async function until(condition: () => Promise<boolean>, milliseconds: number): Promise<void> {
  const deadline = performance.now() + milliseconds;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error('the condition was not met in time');
    await sleep(50);
  }
}

describe.each([
  ['hangs', () => proxy.stall()],
  ['is gone', () => proxy.cut()],
])('while the database %s', (_, fault) => {
  it('requests that need it get 503 in time, readiness names it, and no acknowledged change is lost', async () => {
    const registering = keepRegistering();
    await sleep(300);
    fault();
    await sleep(100);

    const answers = await Promise.all([service.post('/login', ADMIN), service.get('/health/ready')]);
    const live = await service.get('/health/live');
    proxy.heal();
    await until(async () => (await service.post('/login', ADMIN)).status === 200, 10_000);
    const registered = await registering.stop();

    expect(answers.map(({ status }) => status)).toEqual([503, 503]);
    expect(answers.map(({ headers }) => Number(headers.get('retry-after')) > 0)).toEqual([true, true]);
    expect(answers[1]?.body.errors[0].field).toBe('database');
    expect(live.status).toBe(200);
    expect(registered.filter(({ status }) => ![201, 503].includes(status))).toEqual([]);
    expect(Math.max(...registered.map(({ milliseconds }) => milliseconds))).toBeLessThan(DEADLINE_MS);
    const acknowledged = registered.filter(({ status }) => status === 201);
    const logins = await Promise.all(
      acknowledged.map(({ name }) => service.post('/login', { name, password: PASSWORD })),
    );
    expect(acknowledged.length).toBeGreaterThan(5);
    expect(logins.filter(({ status }: Answer) => status !== 200)).toEqual([]);
  });
});
