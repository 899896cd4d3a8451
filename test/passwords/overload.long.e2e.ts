import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../support/client.js';
import { type FreshDatabase } from '../support/database.js';
import { migratedDatabase } from '../support/migrated-database.js';
import { makePerson, PASSWORD, type Person } from '../support/people.js';
import { expectProblem } from '../support/problems.js';
import { ServiceProcess } from '../support/process.js';
import { useService } from '../support/service.js';
import { eventually } from '../support/verifier-kit.js';

const FLOOD = 500;

let database: FreshDatabase;
let service: ServiceProcess;
let person: Person;

interface Timed extends Answer {
  readonly at: number;
}

/** Sends many logins at once; every second account does not exist. Returns the responses in the order of arrival. */
async function flood(): Promise<Timed[]> {
  const answers = Array.from({ length: FLOOD }, async (_, index) => {
    const name = index % 2 === 0 ? person.name : `nobody-${index}`;
    const answer = await service.post('/login', { name, password: PASSWORD });
    return { ...answer, at: performance.now() };
  });
  return (await Promise.all(answers)).toSorted((one, other) => one.at - other.at);
}

/** Sends requests until the signal is aborted, and returns the statuses. */
async function keepAsking(path: string, signal: AbortSignal): Promise<number[]> {
  const statuses: number[] = [];
  while (!signal.aborted) statuses.push((await service.get(path, { token: person.token })).status);
  return statuses;
}

describe('when 500 logins arrive at once,', () => {
  let answers: Timed[];
  let asked: number[][];

  beforeAll(async () => {
    database = await migratedDatabase();
    const queue = { HASH_LANES: '2', HASH_QUEUE_SECONDS: '1' };
    const settings = { BCRYPT_COST: '10', ...queue, DATABASE_URL: database.url };
    service = await new ServiceProcess(settings).start();
    person = await makePerson(service, {});
    const end = new AbortController();
    const asking = ['/health/live', '/protected'].map((path) => keepAsking(path, end.signal));
    answers = await flood();
    end.abort();
    asked = await Promise.all(asking);
  });

  afterAll(async () => {
    await service?.stop('SIGKILL');
    await database?.drop();
  });

  const having = (status: number) => answers.filter((answer) => answer.status === status);

  it('some succeed, some fail, and the excess gets 503', () => {
    expect(having(200).length).toBeGreaterThan(0);
    expect(having(401).length).toBeGreaterThan(0);
    expect(having(503).length).toBeGreaterThan(FLOOD / 2);
    expect(having(200).length + having(401).length + having(503).length).toBe(FLOOD);
  });

  it('each 503 has Retry-After', () => {
    for (const answer of having(503)) {
      // On a busy machine a hash may take longer than the request is allowed.
      expectProblem(answer, 503, answer.body.code === 'unavailable' ? 'unavailable' : 'overloaded');
      expect(answer.headers.get('retry-after')).toMatch(/^[1-9]$/);
    }
  });

  it('most of the excess is refused before the last hash is done', () => {
    const lastHash = answers.findLast(({ status }) => status !== 503);
    const refusals = having(503);

    expect(refusals.filter(({ body }) => body.code === 'overloaded').length).toBeGreaterThan(FLOOD / 2);
    expect(refusals[Math.floor(refusals.length / 2)]!.at).toBeLessThan(lastHash!.at);
  });

  it('the process stays alive and checks tokens throughout', () => {
    for (const statuses of asked) {
      expect(statuses.length).toBeGreaterThan(5);
      expect(new Set(statuses)).toEqual(new Set([200]));
    }
  });

  it('a sign-in afterwards works as before', async () => {
    const { status } = await service.post('/login', { name: person.name, password: PASSWORD });

    expect(status).toBe(200);
  });
});

describe('a hundred logins that arrive at once', () => {
  const crowded = useService({ BCRYPT_COST: '12', HASH_LANES: '1', HASH_QUEUE_SECONDS: '1' });

  it('query the database only for those that can be hashed in time', async () => {
    const logins = () =>
      Promise.all(
        Array.from({ length: 100 }, () => crowded.post('/login', { name: 'nobody', password: PASSWORD })),
      );

    const statements = await crowded.statementsOf(logins);

    const asked = statements.filter((sql) => /FROM users/.test(sql)).length;
    expect(asked).toBeGreaterThan(0);
    expect(asked).toBeLessThan(50);
  });
});

describe('pipelined sign-ins on connections that are closed', () => {
  const crowded = useService({ BCRYPT_COST: '10', HASH_LANES: '1', HASH_QUEUE_SECONDS: '2' });

  it('do not block other sign-ins', async () => {
    for (let connection = 0; connection < 5; connection++) await hangUpOn(crowded.origin, 20);

    const sawRoom = async () =>
      (await crowded.post('/login', { name: 'nobody', password: PASSWORD })).status === 401;

    await eventually(sawRoom, true, 10_000);
  });

  /** Sends `count` sign-ins on one connection, and closes it without waiting for a response. */
  async function hangUpOn(origin: string, count: number): Promise<void> {
    const { hostname, port } = new URL(origin);
    const body = JSON.stringify({ name: 'nobody', password: PASSWORD });
    const head = `POST /login HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json`;
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write(`${head}\r\ncontent-length: ${body.length}\r\n\r\n${body}`.repeat(count));
    await sleep(50);
    socket.destroy();
  }
});
