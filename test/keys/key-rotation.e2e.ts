import { setTimeout as sleep } from 'node:timers/promises';
import { WatchwordVerifier } from '@watchword/verifier';
import { type FreshDatabase, freshDatabase, onServers } from '../support/database.js';
import { kidOf } from '../support/key-kit.js';
import { KeyRotator } from '../support/key-rotator.js';
import { ADMIN, makePerson, type Person } from '../support/people.js';
import { freePort, ServiceProcess } from '../support/process.js';
import { makeServiceClient } from '../support/service-clients.js';
import { refusalOf } from '../support/verifier-kit.js';

const it = onServers();
const SECONDS = process.env.LONG ? 60 : 15;
const PAUSE_MS = 500;
const WORKERS = 8;

let database: FreshDatabase;
let replicas: ServiceProcess[] = [];
let rotators: KeyRotator[] = [];
let verifier: WatchwordVerifier | undefined;
beforeEach(async () => void (database = await freshDatabase()));
afterEach(async () => {
  await verifier?.stop();
  await Promise.all(rotators.map((rotator) => rotator.stop()));
  await Promise.all(replicas.map((replica) => replica.stop('SIGKILL')));
  await database.drop();
});

/** Starts two replicas under the address of the first. */
async function startReplicas(): Promise<Record<string, string>> {
  const ports = [String(await freePort()), String(await freePort())];
  const ISSUER = `http://127.0.0.1:${ports[0]}`;
  const environment = { DATABASE_URL: database.url, JWKS_MAX_AGE: '1s', ISSUER };
  replicas = ports.map((PORT) => new ServiceProcess({ ...environment, PORT }));
  await Promise.all(replicas.map((replica) => replica.start()));
  return environment;
}

async function startVerifier(issuer: string): Promise<WatchwordVerifier> {
  const admin = (await replicas[0]!.post('/login', ADMIN)).body;
  const { id: clientId, secret: clientSecret } = await makeServiceClient(replicas[0]!, admin);
  const options = { issuer, audience: 'watchword', clientId, clientSecret, keysMaxAgeSeconds: 1 };
  verifier = new WatchwordVerifier(options);
  await verifier.start();
  return verifier;
}

/** Sends a token to all replicas and the verifier. Returns those that refused it. */
async function refusalsOf(token: string, checker: WatchwordVerifier): Promise<string[]> {
  const answers = await Promise.all(replicas.map((replica) => replica.get('/protected', { token })));
  const statuses = answers.map(({ status }, index) =>
    status === 200 ? [] : [`replica ${index}: ${status}`],
  );
  const reason = await refusalOf(checker, token);
  return [...statuses.flat(), ...(reason ? [`kit: ${reason}`] : [])];
}

/** Refreshes again and again, and sends old and new tokens to all. Counts the results. */
class Load {
  readonly keys = new Set<string>();
  readonly problems: string[] = [];
  checks = 0;

  constructor(
    private readonly verifier: WatchwordVerifier,
    private readonly end: number,
  ) {}

  async work(number: number): Promise<void> {
    const person = await makePerson(replicas[number % 2] as ServiceProcess, {});
    let previous = person;
    for (let round = number; Date.now() < this.end; round++) {
      const { refreshToken } = previous;
      const answer = await (replicas[round % 2] as ServiceProcess).post('/refresh', { refreshToken });
      if (answer.status !== 200) this.problems.push(`refresh: ${answer.status}`);
      const next = answer.body as Person;
      for (const { token } of [person, previous, next]) await this.show(token);
      this.keys.add(kidOf(next));
      previous = next;
    }
  }

  private async show(token: string): Promise<void> {
    this.problems.push(...(await refusalsOf(token, this.verifier)));
    this.checks += replicas.length + 1;
  }
}

async function keepRotating(rotator: KeyRotator, end: number): Promise<void> {
  for (; Date.now() < end; await sleep(PAUSE_MS)) await rotator.rotate();
}

describe('key rotation under load', () => {
  it(
    'makes no valid token fail, neither at the replicas nor at a verifier with a cache of 1 s',
    async () => {
      const environment = await startReplicas();
      rotators = await Promise.all([1, 2].map(() => new KeyRotator(environment).start()));
      const end = Date.now() + SECONDS * 1000;
      const load = new Load(await startVerifier(environment.ISSUER as string), end);

      const workers = Array.from({ length: WORKERS }, (_, number) => load.work(number));
      await Promise.all([...workers, ...rotators.map((rotator) => keepRotating(rotator, end))]);

      process.stderr.write(`${load.keys.size} keys in ${SECONDS} s, ${load.checks} checks of tokens\n`);
      expect(load.problems).toEqual([]);
      expect(load.keys.size).toBeGreaterThan(SECONDS / 5);
    },
    SECONDS * 1000 + 60_000,
  );
});
