import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../support/client.js';
import type { FreshDatabase } from '../support/database.js';
import { migratedDatabase } from '../support/migrated-database.js';
import { freshName, PASSWORD } from '../support/people.js';
import { expectProblem } from '../support/problems.js';
import { ServiceProcess } from '../support/process.js';

let database: FreshDatabase;
let service: ServiceProcess;

beforeAll(async () => {
  database = await migratedDatabase();
  const settings = { BCRYPT_COST: '12', HASH_LANES: '1', DATABASE_URL: database.url };
  service = await new ServiceProcess(settings).start();
});

afterAll(async () => {
  await service?.stop('SIGKILL');
  await database?.drop();
});

const slowRequest = () => service.post('/register', { name: freshName(), password: PASSWORD });

describe('a service that gets SIGTERM', () => {
  /** Twice the drain, and less than half of the time limit of a request. */
  const MILLISECONDS = 2000;
  let open: Answer[];
  let during: Answer[];
  let code: number | null;
  let milliseconds: number;

  beforeAll(async () => {
    const begun = performance.now();
    await slowRequest();
    const count = Math.ceil(MILLISECONDS / (performance.now() - begun));
    const slow = Promise.all(Array.from({ length: count }, slowRequest));
    await sleep(200);
    const signalled = performance.now();
    const stopping = service.stop('SIGTERM');
    await sleep(100);
    const headers = { 'x-request-id': 'the-last-one' };
    during = await Promise.all([
      service.get('/health/ready'),
      service.get('/health/live', { headers }),
      slowRequest(),
    ]);
    code = await stopping;
    milliseconds = performance.now() - signalled;
    open = await slow;
  });

  it('is no longer ready, still serves for a while, and exits with 0', () => {
    const [ready, live, slow] = during as [Answer, Answer, Answer];

    expectProblem(ready, 503, 'not_ready');
    expect(ready.body.errors).toEqual([
      { field: 'process', rule: 'unavailable', message: 'process is stopping' },
    ]);
    expect([live.status, slow.status]).toEqual([200, 201]);
    expect(code).toBe(0);
  });

  it('finishes open requests, even if they take longer than the drain', () => {
    expect(milliseconds).toBeLessThan(10_000);
    expect(open.map(({ status }) => status)).toEqual(open.map(() => 201));
  });

  it('writes all of its log before it ends, and accepts no connections afterwards', async () => {
    expect(service.output).toContain('the-last-one');
    await expect(service.get('/health/live')).rejects.toThrow('fetch failed');
  });
});

describe('a start that fails half-way', () => {
  it('ends the process, even if the database is already connected', async () => {
    const port = Number(new URL(service.origin).port);
    const occupant = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1');

    const next = new ServiceProcess({ DATABASE_URL: database.url, PORT: String(port) });

    await expect(next.start()).rejects.toThrow(/EADDRINUSE/);
    expect(await next.stop()).toBe(1);
    occupant.close();
  });
});
