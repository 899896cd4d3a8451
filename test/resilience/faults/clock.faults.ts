import { setTimeout as sleep } from 'node:timers/promises';
import { useDatabaseServer } from '../../support/faults/database-server.js';
import { FakedClock, libraryPath } from '../../support/faults/faked-clock.js';
import { Replicas } from '../../support/faults/replicas.js';
import { isQuick, mariadbIfQuick, mysqlIfQuick, whole } from '../../support/faults/scenario.js';
import { Tally } from '../../support/faults/tally.js';
import { decodeJwt } from '../../support/jwt.js';
import { makePerson } from '../../support/people.js';
import type { ServiceProcess } from '../../support/process.js';

declare const ENGINE: string;

const ROUNDS = isQuick ? 2 : 5;
const SKEWS = isQuick ? [5] : [5, -5];
const JUMPS: [string, number][] = [
  ['an hour back', -3600],
  ['an hour ahead', 3600],
  ['a day ahead', 86_400],
];
/** The end of a session must be known everywhere within a second; a busy machine takes longer. */
const REVOKED_MS = 2000;

const describe = libraryPath() ? globalThis.describe : globalThis.describe.skip;
if (!libraryPath()) process.stderr.write('Clock faults are skipped, because faketime is not installed.\n');

useDatabaseServer();
let replicas: Replicas;
let right: ServiceProcess;
let wrong: ServiceProcess;
let clock: FakedClock;
let tally: Tally;
beforeEach(() => void (tally = new Tally()));
afterEach(async () => {
  await replicas.stop();
  clock.remove();
});

/** Starts two replicas, the second with its own clock. */
async function start(offsetSeconds: number, environment: Record<string, string> = {}): Promise<void> {
  clock = new FakedClock(offsetSeconds);
  replicas = await Replicas.start(1, { environment });
  right = replicas.at(0);
  [wrong] = (await replicas.add(1, { environment: { ...clock.environment, ...environment } })) as [
    ServiceProcess,
  ];
}

const show = async (replica: ServiceProcess, token: string) =>
  (await tally.of(replica.get('/protected', { token })))?.status;

/** Ends a session on one replica, and waits until the other knows, for at most the allowed time. */
async function endOn(one: ServiceProcess, other: ServiceProcess): Promise<number | undefined> {
  const { token } = await makePerson(one, {});
  await tally.of(one.post('/logout', undefined, { token }));
  await sleep(REVOKED_MS);
  return show(other, token);
}

describe('F18: two replicas whose clocks differ by 5 s', () => {
  mysqlIfQuick.each(SKEWS)(
    '(%i s) sign no user out, and refuse a session that has ended on the other',
    async (skew) => {
      await start(skew);
      for (let round = 0; round < ROUNDS; round++) {
        const [one, other] = round % 2 ? [right, wrong] : [wrong, right];
        const person = await makePerson(one, {});
        tally.demand((await show(other, person.token)) === 200, 'a good token was refused');
        const first = await tally.of(other.post('/refresh', { refreshToken: person.refreshToken }));
        const second = await tally.of(one.post('/refresh', { refreshToken: first?.body.refreshToken }));
        tally.demand(second?.status === 200, 'a session was lost');
        tally.demand((await show(other, second?.body.token)) === 200, 'a refreshed token was refused');
      }
      const ends = await Promise.all([endOn(right, wrong), endOn(wrong, right)]);
      tally.print(`${ENGINE}: F18 skew of ${skew} s`);

      expect(tally.violations).toEqual([]);
      expect(ends).toEqual([401, 401]);
    },
  );
});

describe('F18: when the clock of a replica jumps', () => {
  mariadbIfQuick.each(isQuick ? JUMPS.slice(0, 1) : JUMPS)(
    '%s, ended sessions are refused everywhere, and everything works when the clock is correct again',
    async (title, offset) => {
      await start(0);
      const before = await makePerson(wrong, {});
      clock.jumpTo(offset);
      const { body: during } = await wrong.post('/refresh', { refreshToken: before.refreshToken });
      const ends = await Promise.all([endOn(wrong, right), endOn(right, wrong)]);
      const changed = await makePerson(wrong, {});
      clock.jumpTo(0);

      const after = await tally.of(right.post('/refresh', { refreshToken: during.refreshToken }));
      const both = await Promise.all([right, wrong].map((replica) => show(replica, after?.body.token)));
      const people = await Promise.all([before, changed].map(({ token }) => show(right, token)));
      tally.print(`${ENGINE}: F18 ${title}`);

      expect(ends).toEqual([401, 401]);
      expect(after?.status).toBe(200);
      expect(both).toEqual([200, 200]);
      expect(people[0]).toBe(200);
      expect(tally.violations).toEqual([]);
    },
  );

  whole('back by an hour and then forward again, the replica accepts no expired token', async () => {
    await start(0, { ACCESS_TOKEN_TTL: '10s' });
    const { token } = await makePerson(wrong, {});
    expect(await show(wrong, token)).toBe(200);
    clock.jumpTo(-3600);
    await show(wrong, token);
    await sleep(Number(decodeJwt(token).exp) * 1000 - Date.now() + 500);
    const elsewhere = await show(right, token);
    clock.jumpTo(0);

    expect([elsewhere, await show(wrong, token)]).toEqual([401, 401]);
  });
});
