import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FreshDatabase, freshDatabase } from '../support/database.js';
import { freshName, PASSWORD } from '../support/people.js';
import { expectProblem } from '../support/problems.js';
import { ServiceProcess } from '../support/process.js';

let database: FreshDatabase;
let service: ServiceProcess;

beforeEach(async () => {
  database = await freshDatabase();
  const settings = { BCRYPT_COST: '12', HASH_LANES: '1', DATABASE_URL: database.url };
  service = await new ServiceProcess(settings).start();
});

afterEach(async () => {
  await service?.stop('SIGKILL');
  await database?.drop();
});

const slowRequest = () => service.post('/register', { name: freshName(), password: PASSWORD });

describe('on SIGTERM', () => {
  it('is no longer ready, still serves for a while, and exits with 0', async () => {
    const stopping = service.stop('SIGTERM');
    await sleep(100);

    const [ready, live, slow] = await Promise.all([
      service.get('/health/ready'),
      service.get('/health/live'),
      slowRequest(),
    ]);

    expectProblem(ready, 503, 'not_ready');
    expect(ready.body.errors).toEqual([
      { field: 'process', rule: 'unavailable', message: 'process is stopping' },
    ]);
    expect([live.status, slow.status]).toEqual([200, 201]);
    expect(await stopping).toBe(0);
  });

  it('finishes open requests, even if they take longer than the drain', async () => {
    const slow = Array.from({ length: 6 }, slowRequest);
    await sleep(200);

    const signalled = performance.now();
    const code = await service.stop('SIGTERM');
    const answers = await Promise.all(slow);

    expect(code).toBe(0);
    expect(performance.now() - signalled).toBeLessThan(10_000);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
  });

  it('writes all of its log before it ends, and accepts no connections afterwards', async () => {
    await service.get('/protected', { headers: { 'x-request-id': 'the-last-one' } });

    await service.stop('SIGTERM');

    expect(service.output).toContain('the-last-one');
    await expect(service.get('/health/live')).rejects.toThrow('fetch failed');
  });
});

describe('a start that fails half-way', () => {
  it('ends the process, even if the database is already connected', async () => {
    const port = Number(new URL(service.origin).port);
    await service.stop('SIGTERM');
    const occupant = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1');

    const next = new ServiceProcess({ DATABASE_URL: database.url, PORT: String(port) });

    await expect(next.start()).rejects.toThrow(/EADDRINUSE/);
    expect(await next.stop()).toBe(1);
    occupant.close();
  });
});
