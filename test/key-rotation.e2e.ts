import { setTimeout as sleep } from 'node:timers/promises';
import { WatchwordVerifier } from 'watchword/verifier';
import type { Answer } from './support/client.js';
import { type FreshDatabase, freshDatabase, onServers } from './support/database.js';
import { kidOf } from './support/key-kit.js';
import { KeyRotator } from './support/key-rotator.js';
import { ADMIN, makePerson, type Person } from './support/people.js';
import { freePort, ServiceProcess } from './support/process.js';
import { makeServiceClient } from './support/service-clients.js';
import { refusalOf } from './support/verifier-kit.js';

const it = onServers();
const SECONDS = process.env.LONG ? 60 : 15;
const PAUSE_MILLISECONDS = 500;
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

/** Shows a token to everybody. Answers who refused it. */
async function refusalsOf(token: string, checker: WatchwordVerifier): Promise<string[]> {
  const answers = await Promise.all(replicas.map((replica) => replica.get('/protected', { token })));
  const statuses = answers.map(({ status }, index) =>
    status === 200 ? [] : [`replica ${index}: ${status}`],
  );
  const reason = await refusalOf(checker, token);
  return [...statuses.flat(), ...(reason ? [`kit: ${reason}`] : [])];
}

describe('keys that rotate under load', () => {
  it(
    'cost nobody a valid token: not the replicas, not a verifier with a cache of 1 s',
    async () => {
      const environment = await startReplicas();
      rotators = [await new KeyRotator(environment).start(), await new KeyRotator(environment).start()];
      const checker = await startVerifier(environment.ISSUER as string);
      const end = Date.now() + SECONDS * 1000;
      const keys = new Set<string>();
      const problems: string[] = [];
      let checks = 0;

      const rotate = async (rotator: KeyRotator) => {
        for (; Date.now() < end; await sleep(PAUSE_MILLISECONDS)) await rotator.rotate();
      };
      const work = async (number: number) => {
        const person = await makePerson(replicas[number % 2] as ServiceProcess, {});
        let { refreshToken } = person;
        let tokens = [person.token];
        for (let round = number; Date.now() < end; round++) {
          const replica = replicas[round % 2] as ServiceProcess;
          const { status, body }: Answer<Person> = await replica.post('/refresh', { refreshToken });
          if (status !== 200) {
            problems.push(`refresh: ${status}`);
            return;
          }
          refreshToken = body.refreshToken;
          tokens = [person.token, tokens.at(-1) as string, body.token];
          keys.add(kidOf(body));
          for (const token of tokens) problems.push(...(await refusalsOf(token, checker)));
          checks += tokens.length * (replicas.length + 1);
        }
      };
      await Promise.all([
        ...rotators.map(rotate),
        ...Array.from({ length: WORKERS }, (_, number) => work(number)),
      ]);

      // oxlint-disable-next-line no-console -- the numbers are what this test is for
      console.log(`${keys.size} keys in ${SECONDS} s, ${checks} checks of tokens`);
      expect(problems).toEqual([]);
      expect(keys.size).toBeGreaterThan(SECONDS / 5);
    },
    SECONDS * 1000 + 60_000,
  );
});
