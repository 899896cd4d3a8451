import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../../support/client.js';
import { useDatabaseServer } from '../../support/faults/database-server.js';
import { Replicas } from '../../support/faults/replicas.js';
import { isQuick, mariadbIfQuick, mysqlIfQuick, seconds, underLoad } from '../../support/faults/scenario.js';
import { makePerson, type Person } from '../../support/people.js';

const KILLS = isQuick ? 2 : 20;
const STOP_TIMEOUT_MS = 5000;
/** Maximum time of a response in milliseconds, because a stopped process responds only when it continues. */
const STOPPED_DEADLINE_MS = STOP_TIMEOUT_MS + 6500;

const ignored = () => undefined;

useDatabaseServer();
let replicas: Replicas;
afterEach(() => replicas?.stop());

describe('F1: when a process is killed under load', () => {
  mysqlIfQuick(`${KILLS} times, no acknowledged change is lost`, async () => {
    replicas = await Replicas.start(2);

    const { violations } = await underLoad('F1 kill -9', replicas, async () => {
      for (let kill = 0; kill < KILLS; kill++) {
        await replicas.at(kill).stop('SIGKILL');
        await replicas.at(kill).start();
      }
    });

    expect(violations).toEqual([]);
  });

  mariadbIfQuick('between commit and response, no acknowledged change is lost', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'watchword-crash-'));
    const CRASH_FLAG = join(directory, 'crash');
    const entry = join(__dirname, '..', '..', 'support', 'faults', 'crash-after-commit.mjs');
    replicas = await Replicas.start(2, { environment: { CRASH_FLAG }, entry });

    const { violations, reasons } = await underLoad('F1 crash after commit', replicas, async () => {
      writeFileSync(CRASH_FLAG, '');
      for (let crash = 0; crash < KILLS; crash++) {
        await replicas.at(crash).ended();
        await replicas.at(crash).start().catch(ignored); // it may crash again before we see it ready
      }
      rmSync(directory, { recursive: true });
      await Promise.all(replicas.members.filter(({ hasEnded }) => hasEnded).map((member) => member.start()));
    });

    expect(violations).toEqual([]);
    expect(Object.keys(reasons).length).toBeGreaterThan(0);
  });
});

describe('F2: a rolling restart by SIGTERM', () => {
  mariadbIfQuick('fails no request of clients that use only ready replicas', async () => {
    replicas = await Replicas.start(2);
    const ready = new ReadyOrigins(replicas);

    const { violations, unknown } = await underLoad(
      'F2 rolling restart',
      replicas,
      async () => {
        for (const member of isQuick ? replicas.members : [...replicas.members, ...replicas.members]) {
          expect(await member.stop('SIGTERM')).toBe(0);
          await member.start();
          await sleep(500);
        }
      },
      { workload: { origins: ready.origins, workers: 8 } },
    );
    ready.stop();

    expect([violations, unknown]).toEqual([[], 0]);
  });
});

describe('F16: a process that is stopped for 5 s', () => {
  mysqlIfQuick('accepts no expired token, and the other replica still works', async () => {
    replicas = await Replicas.start(2, { environment: { ACCESS_TOKEN_TTL: '10s' } });
    const { token } = await makePerson(replicas.at(0), {});
    const expired = Date.now() + 10_000;
    expect((await replicas.at(0).get('/protected', { token })).status).toBe(200);
    await sleep(expired - Date.now() - 3000);
    process.kill(replicas.at(0).pid, 'SIGSTOP');
    const late = replicas.at(0).get('/protected', { token });
    const other = await replicas.at(1).get('/protected', { token });
    await sleep(expired - Date.now() + 1000);
    process.kill(replicas.at(0).pid, 'SIGCONT');

    expect([other.status, (await late).status]).toEqual([200, 401]);
  });

  mariadbIfQuick('keeps all promises under load, and the other replica registers users', async () => {
    replicas = await Replicas.start(2, { environment: { ACCESS_TOKEN_TTL: '10s' } });
    const rounds = isQuick ? 1 : 3;
    const newcomers: Person[] = [];

    const { violations } = await underLoad(
      'F16 stopped process',
      replicas,
      async () => {
        for (let round = 0; round < rounds; round++) {
          process.kill(replicas.at(round).pid, 'SIGSTOP');
          newcomers.push(...(await signUpsAt(replicas.at(round + 1), STOP_TIMEOUT_MS)));
          process.kill(replicas.at(round).pid, 'SIGCONT');
          await sleep(seconds(0, 2));
        }
      },
      { deadlineMilliseconds: STOPPED_DEADLINE_MS },
    );

    expect(violations).toEqual([]);
    expect(newcomers.filter(({ token }) => !token)).toEqual([]);
  });
});

/** Registers users one after the other until the time is over. Returns them; all must succeed. */
async function signUpsAt(replica: Client, milliseconds: number): Promise<Person[]> {
  const end = Date.now() + milliseconds;
  const people: Person[] = [];
  while (Date.now() < end) {
    people.push(await makePerson(replica, {}));
    await sleep(100);
  }
  return people;
}

/** Polls which replicas are ready, like a load balancer. */
class ReadyOrigins {
  readonly origins: string[];
  private readonly timer: NodeJS.Timeout;

  constructor(replicas: Replicas) {
    this.origins = [...replicas.origins];
    this.timer = setInterval(() => void Promise.all(replicas.members.map((one) => this.ask(one))), 100);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async ask(member: Replicas['members'][number]): Promise<void> {
    const isReady = await member.get('/health/ready').then(
      ({ status }) => status === 200,
      () => false,
    );
    const index = this.origins.indexOf(member.origin);
    if (isReady && index < 0) this.origins.push(member.origin);
    if (!isReady && index >= 0) this.origins.splice(index, 1);
  }
}
