import type { Answer } from '../../support/client.js';
import { useDatabaseServer } from '../../support/faults/database-server.js';
import { Replicas } from '../../support/faults/replicas.js';
import { isQuick, mysqlIfQuick } from '../../support/faults/scenario.js';
import { Tally } from '../../support/faults/tally.js';
import { makePerson } from '../../support/people.js';

declare const ENGINE: string;

const ROUNDS = isQuick ? 15 : 150;
const REFRESHES = 9;
const NEW_PASSWORD = 'herons borrow umbrellas';

useDatabaseServer();
let replicas: Replicas;
beforeAll(async () => void (replicas = await Replicas.start(3)));
afterAll(() => replicas.stop());

const isOneOf = (answer: Answer | undefined, ...statuses: number[]) => statuses.includes(answer?.status ?? 0);

/** Sends to three replicas at once for one user: refreshes of one token, a new password, a logout and sign-ins. */
async function storm(tally: Tally): Promise<void> {
  const { name, password, refreshToken, token } = await makePerson(replicas.at(0), {});
  const { body: changing } = await replicas.at(1).post('/login', { name, password });
  const { body: leaving } = await replicas.at(2).post('/login', { name, password });
  const change = { currentPassword: password, newPassword: NEW_PASSWORD };
  const login = (index: number, secret: string) =>
    replicas.at(index).post('/login', { name, password: secret });
  const refreshing = Array.from({ length: REFRESHES }, (_, index) =>
    tally.of(replicas.at(index).post('/refresh', { refreshToken })),
  );
  const [changed, left, ...signedIn] = await Promise.all([
    tally.of(replicas.at(1).post('/me/password', change, { token: changing.token })),
    tally.of(replicas.at(2).post('/logout', undefined, { token: leaving.token })),
    ...[0, 1, 2].map((index) => tally.of(login(index, password))),
  ]);
  const refreshed = await Promise.all(refreshing);

  const won = refreshed.filter((one) => one?.status === 200).map((one) => one?.body.refreshToken as string);
  tally.demand(new Set(won).size <= 1, `I3: ${new Set(won).size} successors`);
  tally.demand(
    [...refreshed, ...signedIn].every((one) => isOneOf(one, 200, 401, 503)),
    'a strange answer',
  );
  tally.demand(isOneOf(changed, 204, 503) && isOneOf(left, 204, 401, 503), 'the end was refused');
  if (changed?.status !== 204) return;

  const ended = [
    refreshToken,
    leaving.refreshToken,
    ...won,
    ...signedIn.map((one) => one?.body.refreshToken),
  ];
  const after = await Promise.all([
    tally.of(login(0, password)),
    ...ended
      .filter(Boolean)
      .map((one, index) => tally.of(replicas.at(index).post('/refresh', { refreshToken: one }))),
  ]);
  tally.demand(
    after.every((one) => isOneOf(one, 401, 503)),
    'I5, I6: accepted after the password was changed',
  );
  tally.demand(
    isOneOf(await tally.of(login(2, NEW_PASSWORD)), 200, 503),
    'I6: the new password does not work',
  );
  const kept = await tally.of(replicas.at(0).get('/protected', { token: changing.token }));
  tally.demand(isOneOf(kept, 200), 'the session that changed the password was ended');
  const own = await tally.of(replicas.at(1).get('/protected', { token }));
  tally.demand(isOneOf(own, 401), 'I5: an access token was accepted on the replica that ended it');
}

describe('F10: three replicas during a storm of conflicts on one user', () => {
  mysqlIfQuick(
    'issue at most one successor of a refresh token, accept no token of an ended session, and return no 500',
    async () => {
      const tally = new Tally();

      for (let round = 0; round < ROUNDS; round++) await storm(tally);
      tally.print(`${ENGINE}: F10 ${ROUNDS} storms`);

      expect(tally.violations).toEqual([]);
      expect(tally.statuses.get(204)).toBeGreaterThan(ROUNDS);
    },
  );
});
