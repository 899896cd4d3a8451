import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { useDatabaseServer } from '../../support/faults/database-server.js';
import { Replicas } from '../../support/faults/replicas.js';
import { isQuick, mariadbIfQuick, mysqlIfQuick } from '../../support/faults/scenario.js';
import { slowness } from '../../support/faults/slowness.js';
import { Tally } from '../../support/faults/tally.js';
import { makePerson, PASSWORD, type Person } from '../../support/people.js';

declare const ENGINE: string;

const LOGINS = 500;
const FLOOD = join(__dirname, '..', '..', 'support', 'faults', 'flood.mjs');
const MAX_MS = 250;
const MAX_GROWTH_MEGABYTES = 120;
const SLOW_SOCKETS = 150;
const IDLE_SOCKETS = isQuick ? 300 : 700;
/** Headers must arrive within 10 s, and Node checks every 30 s. */
const CLOSED_WITHIN_MS = 60_000;

useDatabaseServer();
let replicas: Replicas;
let person: Person;
beforeAll(async () => {
  replicas = await Replicas.start(1, { environment: { BCRYPT_COST: '12', HASH_QUEUE_SECONDS: '2' } });
  person = await makePerson(replicas.at(0), {});
});
afterAll(() => replicas.stop());

const residentMegabytes = () =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${replicas.at(0).pid}/status`, 'utf8'))?.[1]) / 1024;

/** Sends the token again and again until the signal. Returns the 99th percentile of the durations. */
async function keepShowing(tally: Tally, signal: AbortSignal): Promise<number> {
  const times: number[] = [];
  do {
    const startedAt = performance.now();
    const answer = await tally.of(replicas.at(0).get('/protected', { token: person.token }));
    times.push(performance.now() - startedAt);
    tally.demand(answer?.status === 200, `a good token got ${answer?.status}`);
    await sleep(5);
  } while (!signal.aborted);
  return times.toSorted((one, other) => one - other)[Math.floor(times.length * 0.99)] ?? 0;
}

/** Prints how long a token check takes before and during the work. Returns the 99th percentile during the work. */
async function shownWhile(title: string, tally: Tally, work: () => Promise<unknown>): Promise<number> {
  const before = await keepShowing(tally, AbortSignal.timeout(2000));
  const end = new AbortController();
  const during = keepShowing(tally, end.signal);
  await work().finally(() => end.abort());
  const p99 = await during;
  tally.print(
    `${ENGINE}: ${title}: p99 of GET /protected ${before.toFixed(0)} ms, then ${p99.toFixed(0)} ms`,
  );
  return p99;
}

/** Sends many sign-ins at once. Each 503 must have Retry-After. */
async function flood(tally: Tally): Promise<void> {
  const url = `${replicas.at(0).origin}/login`;
  const env = { URL: url, NAME: person.name, PASSWORD, LOGINS: String(LOGINS) };
  const { stdout } = await promisify(execFile)(process.execPath, [FLOOD], { env });
  for (const answer of JSON.parse(stdout) as { status: number; retryAfter: string | null }[]) {
    tally.count(answer.status);
    tally.demand(answer.status !== 503 || answer.retryAfter !== null, 'a 503 without Retry-After');
  }
}

describe('F17: 500 sign-ins at once', () => {
  mariadbIfQuick(
    'delay no token check, the excess gets 503, and memory grows by less than 120 MB',
    async () => {
      const [checks, logins] = [new Tally(), new Tally()];
      const before = residentMegabytes();

      const p99 = await shownWhile('F17 hashing flood', checks, () => flood(logins));
      const growth = residentMegabytes() - before;
      logins.print(`${ENGINE}: F17 sign-ins, memory + ${growth.toFixed(0)} MB`);

      expect([...checks.violations, ...logins.violations]).toEqual([]);
      expect(p99).toBeLessThan(MAX_MS * slowness());
      expect(logins.statuses.get(503)).toBeGreaterThan(LOGINS / 2);
      expect(growth).toBeLessThan(MAX_GROWTH_MEGABYTES);
    },
  );
});

const HEAD = 'POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

/** Opens a connection that sends a few bytes now and then and never finishes. */
function dawdle(start: string, drop: string): { closed: Promise<void>; socket: Socket } {
  const socket = connect(Number(new URL(replicas.at(0).origin).port), '127.0.0.1', () => socket.write(start));
  const timer = setInterval(() => socket.write(drop), 1000);
  socket.on('error', () => undefined).on('data', () => undefined);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  void closed.then(() => clearInterval(timer));
  return { closed, socket };
}

describe('F22: slow headers, slow bodies and idle connections', () => {
  mysqlIfQuick('do not disturb other clients, and the slow ones are closed', async () => {
    const tally = new Tally();
    const port = Number(new URL(replicas.at(0).origin).port);
    const idle = Array.from({ length: IDLE_SOCKETS }, () =>
      connect(port, '127.0.0.1').on('error', () => undefined),
    );
    const slow = [
      ...Array.from({ length: SLOW_SOCKETS }, () => dawdle(HEAD, 'X-Slow: 1\r\n')),
      ...Array.from({ length: SLOW_SOCKETS }, () => dawdle(`${HEAD}Content-Length: 9999\r\n\r\n{`, ' ')),
    ];
    const startedAt = performance.now();

    await shownWhile('F22 slow clients', tally, () =>
      Promise.race([Promise.all(slow.map(({ closed }) => closed)), sleep(CLOSED_WITHIN_MS)]),
    );
    const left = slow.filter(({ socket }) => !socket.destroyed).length;
    const openIdle = idle.filter((socket) => !socket.destroyed).length;
    process.stderr.write(
      `F22: ${left} of ${slow.length} slow ones left after ${Math.round(performance.now() - startedAt)} ms, ` +
        `${openIdle} of ${idle.length} idle ones\n`,
    );
    for (const socket of [...idle, ...slow.map(({ socket }) => socket)]) socket.destroy();

    expect(tally.violations).toEqual([]);
    expect(left).toBe(0);
  });
});
