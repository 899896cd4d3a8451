import { setTimeout as sleep } from 'node:timers/promises';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { useDatabaseServer } from '../../support/faults/database-server.js';
import { Replicas } from '../../support/faults/replicas.js';
import { mariadbIfQuick, seconds } from '../../support/faults/scenario.js';
import { Tally } from '../../support/faults/tally.js';
import { KeyRotator } from '../../support/key-rotator.js';
import { makePerson, type Person } from '../../support/people.js';
import { runCli } from '../../support/process.js';

declare const ENGINE: string;

const WORKERS = 8;
const PAUSE_MS = 2000;
const REFUSED_WITHIN_MS = 2000;
const ISSUER = 'https://auth.example.com';
/** Verifiers cache the keys for a second. */
const SETTINGS = { JWKS_MAX_AGE: '1s', ISSUER };

useDatabaseServer();
let replicas: Replicas;
let rotator: KeyRotator;
const tally = new Tally();
beforeAll(async () => {
  replicas = await Replicas.start(2, { environment: SETTINGS });
  rotator = await new KeyRotator({ ...SETTINGS, DATABASE_URL: replicas.database.url }).start();
});
afterAll(async () => {
  await rotator.stop();
  await replicas.stop();
});

/** Verifiers of other services; each loads its keys from one replica. */
let verifiers: ReturnType<typeof createRemoteJWKSet>[];
beforeAll(() => {
  const options = { cacheMaxAge: 1000, cooldownDuration: 0 };
  verifiers = replicas.origins.map((origin) =>
    createRemoteJWKSet(new URL('/.well-known/jwks.json', origin), options),
  );
});

/** Returns the replicas and verifiers that accept the token. */
async function acceptedBy(token: string): Promise<string[]> {
  const shown = replicas.members.map(async (member, index) => {
    const answer = await tally.of(member.get('/protected', { token }));
    return answer?.status === 200 ? [`replica ${index}`] : [];
  });
  const verified = verifiers.map((keys, index) =>
    jwtVerify(token, keys, { issuer: ISSUER, audience: 'watchword', typ: 'at+jwt' }).then(
      () => [`verifier ${index}`],
      () => [],
    ),
  );
  return (await Promise.all([...shown, ...verified])).flat();
}

const EVERYBODY = 4;

/** Refreshes again and again on both replicas, and sends the first, the last and the newest token to all. */
async function work(number: number, end: number): Promise<Person> {
  const first = await makePerson(replicas.at(number), {});
  let previous = first;
  for (let round = number; Date.now() < end; round++) {
    const { refreshToken } = previous;
    const answer = await tally.of(replicas.at(round).post('/refresh', { refreshToken }));
    if (answer?.status !== 200) continue; // retry with the same refresh token
    for (const { token } of [first, previous, answer.body]) {
      const accepting = await acceptedBy(token);
      tally.demand(
        accepting.length === EVERYBODY,
        `I9: a valid token was accepted by ${accepting.join() || 'none'}`,
      );
    }
    previous = answer.body;
  }
  return previous;
}

describe('F19: keys that rotate every 2 s under load', () => {
  mariadbIfQuick(
    'make no valid token fail, and compromised tokens are refused everywhere within 2 s',
    async () => {
      const end = Date.now() + seconds(8, 60);
      const workers = Promise.all(Array.from({ length: WORKERS }, (_, number) => work(number, end)));
      let rotations = 0;
      for (; Date.now() < end; rotations++) await rotator.rotate().then(() => sleep(PAUSE_MS));
      const people = await workers;

      const command = ['keys', 'rotate', '--compromised'];
      const { code } = await runCli(command, { ...SETTINGS, DATABASE_URL: replicas.database.url });
      await sleep(REFUSED_WITHIN_MS);
      const accepting = await Promise.all(people.map(({ token }) => acceptedBy(token)));
      const refreshed = await Promise.all(
        people.map(({ refreshToken }) => tally.of(replicas.at(0).post('/refresh', { refreshToken }))),
      );
      const again = await Promise.all(refreshed.map((answer) => acceptedBy(answer?.body.token)));
      tally.print(`${ENGINE}: F19 ${rotations} rotations, then a compromise`);

      expect(code).toBe(0);
      expect(tally.violations).toEqual([]);
      expect(accepting.flat()).toEqual([]);
      expect(refreshed.map((answer) => answer?.status)).toEqual(people.map(() => 200));
      expect(again.map((one) => one.length)).toEqual(people.map(() => EVERYBODY));
    },
  );
});
