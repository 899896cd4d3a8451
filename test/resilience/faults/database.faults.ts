import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { useDatabaseServer } from '../../support/faults/database-server.js';
import { Replicas } from '../../support/faults/replicas.js';
import {
  isQuick,
  mariadbIfQuick,
  mysqlIfQuick,
  seconds,
  underLoad,
  whole,
} from '../../support/faults/scenario.js';
import { slowness } from '../../support/faults/slowness.js';
import { FaultProxy } from '../../support/fault-proxy.js';
import { ADMIN, makePerson, PASSWORD } from '../../support/people.js';

/** Maximum time of a response in milliseconds: 5 s and a margin, longer on a busy machine. */
const deadline = () => 6500 * slowness();
/** A replica that has received no revocations for 30 s refuses tokens. */
const STALE_MS = 34_000;

const server = useDatabaseServer();
let replicas: Replicas;
let proxy: FaultProxy | undefined;
afterEach(async () => {
  await replicas.stop();
  await proxy?.stop();
  proxy = undefined;
});

/** Returns the duration of the work in milliseconds, and its result. */
async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const startedAt = performance.now();
  const answer = await work();
  return [answer, performance.now() - startedAt];
}

describe('F3: when the database is killed', () => {
  mysqlIfQuick('no acknowledged change is lost, and everything works when it is back', async () => {
    replicas = await Replicas.start(2);

    const { violations, reasons } = await underLoad('F3 kill -9 database', replicas, async () => {
      for (let kill = 0; kill < (isQuick ? 1 : 3); kill++) {
        await server.kill();
        await sleep(1000);
        await server.start();
        await sleep(seconds(0, 3));
      }
    });

    expect(violations).toEqual([]);
    expect(reasons['503']).toBeGreaterThan(0);
  });
});

describe('F4: while the database is stopped', () => {
  mariadbIfQuick('requests that need it get 503 in time, and others succeed', async () => {
    replicas = await Replicas.start(2);
    const person = await makePerson(replicas.at(0), {});
    const [one] = replicas.members;

    const { violations } = await underLoad('F4 database stopped', replicas, async () => {
      server.signal('SIGSTOP');
      try {
        const [login, milliseconds] = await timed(() => one!.post('/login', ADMIN));
        const paths = ['/protected', '/health/live', '/.well-known/jwks.json'];
        const others = await Promise.all(paths.map((path) => one!.get(path, { token: person.token })));
        await sleep(seconds(1, 16));

        expect([login.status, login.headers.has('retry-after')]).toEqual([503, true]);
        expect(milliseconds).toBeLessThan(deadline());
        expect(others.map(({ status }) => status)).toEqual([200, 200, 200]);
      } finally {
        server.signal('SIGCONT');
      }
    });

    expect(violations).toEqual([]);
  });

  whole('for longer than 30 s, requests with tokens get 503, because revocations are stale', async () => {
    replicas = await Replicas.start(1);
    const { token } = await makePerson(replicas.at(0), {});
    const status = async () => (await replicas.at(0).get('/protected', { token })).status;
    const before = await status();
    server.signal('SIGSTOP');
    await sleep(STALE_MS);
    const stale = await status().finally(() => server.signal('SIGCONT'));
    await sleep(5000);

    expect([before, stale, await status()]).toEqual([200, 503, 200]);
  });
});

describe('F5: when the database is slow', () => {
  mysqlIfQuick('every request gets a response in time, and the pool recovers', async () => {
    const route = (url: string) => (proxy = new FaultProxy(new URL(url))).start();
    replicas = await Replicas.start(2, { route });

    const { violations } = await underLoad('F5 slow database', replicas, async () => {
      for (const milliseconds of isQuick ? [200, 5000] : [200, 500, 1000, 2000, 5000]) {
        proxy?.slow(milliseconds);
        await sleep(seconds(3, 8));
      }
      proxy?.heal();
    });

    expect(violations).toEqual([]);
  });
});

describe('F6: when locks hold every connection of the pool', () => {
  mariadbIfQuick('200 simultaneous sign-ins get 503 in time, and everything works afterwards', async () => {
    replicas = await Replicas.start(2);
    const people = await Promise.all([1, 2, 3, 4].map(() => makePerson(replicas.at(0), {})));
    const locker = await createConnection(replicas.database.url);

    const { violations } = await underLoad('F6 exhausted pool', replicas, async () => {
      await locker.query('BEGIN');
      await locker.query('SELECT id FROM users FOR UPDATE');
      const logins = Array.from({ length: 200 }, (_, index) => {
        const { name } = people[index % people.length]!;
        return timed(() => replicas.at(index).post('/login', { name, password: PASSWORD }));
      });
      const answers = await Promise.all(logins);
      await locker.query('ROLLBACK');

      expect(new Set(answers.map(([{ status }]) => status))).toEqual(new Set([503]));
      expect(answers.every(([{ headers }]) => headers.has('retry-after'))).toBe(true);
      expect(Math.max(...answers.map(([, milliseconds]) => milliseconds))).toBeLessThan(deadline());
    });
    await locker.end();

    expect(violations).toEqual([]);
  });
});
