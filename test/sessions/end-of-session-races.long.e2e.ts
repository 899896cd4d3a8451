import { patiently } from '../support/client.js';
import { type Person } from '../support/people.js';
import { useService } from '../support/service.js';

/** Rounds of each way to end a session. RACE_ROUNDS=334 makes a thousand in all. */
const ROUNDS = Number(process.env.RACE_ROUNDS ?? 36);
const AT_ONCE = 6;

const service = useService();
let admin: Person;
beforeAll(async () => void (admin = await service.admin()));

type Ending = (person: Person, other: Person) => Promise<{ status: number }>;

const endings: [string, Ending, 200 | 204][] = [
  ['a logout', ({ token }) => service.post('/logout', undefined, { token }), 204],
  [
    'a change of password',
    ({ password }, { token }) =>
      service.post(
        '/me/password',
        { currentPassword: password, newPassword: 'herons borrow umbrellas' },
        { token },
      ),
    204,
  ],
  [
    'the disabling of the account',
    ({ id }) => service.patch(`/users/${id}`, { disabled: true }, { token: admin.token }),
    200,
  ],
];

/** Refreshes repeatedly while the session ends. Returns a message for each request that is accepted after the end. */
async function race(end: Ending, acknowledged: number): Promise<string[]> {
  const person = await service.person();
  const { body: other } = await service.post('/login', { name: person.name, password: person.password });
  const tokens = [person.token];
  let latest = person.refreshToken;
  const refreshing = async () => {
    for (let round = 0; round < 3; round++) {
      const { status, body } = await service.post('/refresh', { refreshToken: latest });
      if (status !== 200) return;
      tokens.push(body.token);
      latest = body.refreshToken;
    }
  };
  const racing = refreshing();
  if (Math.random() < 0.7) await new Promise((resolve) => setTimeout(resolve, Math.random() * 8));
  const { status } = await end(person, other);
  if (status !== acknowledged) return [`the end was answered with ${status}`];

  const late = (await service.post('/refresh', { refreshToken: latest })).status;
  await racing;
  const after = (await service.post('/refresh', { refreshToken: latest })).status;
  const checks = await Promise.all(
    tokens.map(async (token) => (await service.get('/protected', { token })).status),
  );
  return [late, after, ...checks].filter((one) => one !== 401).map((one) => `accepted with ${one}`);
}

/** Plays all rounds, a few at once. Races happen by chance, so this takes many rounds and some time. */
async function inBatches(play: () => Promise<unknown>): Promise<void> {
  for (let round = 0; round < ROUNDS; round += AT_ONCE)
    await Promise.all(Array.from({ length: AT_ONCE }, play));
}

describe('a refresh that races with', () => {
  it.each(endings)(
    '%s leaves no valid token',
    async (_, end, acknowledged) => {
      const violations: string[] = [];
      await inBatches(async () => violations.push(...(await race(end, acknowledged))));
      expect(violations).toEqual([]);
    },
    300_000,
  );
});

describe('a race of sign-ins with', () => {
  it('a change of password never accepts the old password afterwards', () =>
    inBatches(async () => {
      const person = await service.person();
      const change = { currentPassword: person.password, newPassword: 'herons borrow umbrellas' };
      const login = () => service.post('/login', { name: person.name, password: person.password });

      const [early] = await Promise.all([
        login(),
        service.post('/me/password', change, { token: person.token }),
      ]);

      if (early.status === 200) {
        expect((await service.get('/protected', { token: early.body.token })).status).toBe(401);
        expect((await service.post('/refresh', { refreshToken: early.body.refreshToken })).status).toBe(401);
      }
      expect((await login()).status).toBe(401);
    }));

  it('the removal of a role never leaves a valid token with the role', () =>
    inBatches(async () => {
      const person = await service.person();
      await service.patch(`/users/${person.id}`, { roles: ['user', 'admin'] }, { token: admin.token });
      const { body } = await service.post('/login', { name: person.name, password: person.password });

      const removal = { roles: ['user'] };

      const [login, refreshed, removed] = await Promise.all([
        service.post('/login', { name: person.name, password: person.password }),
        service.post('/refresh', { refreshToken: body.refreshToken }),
        patiently(() => service.patch(`/users/${person.id}`, removal, { token: admin.token })),
      ]);

      expect(removed.status).toBe(200);
      const answers = await Promise.all(
        [login, refreshed].map((one) => service.get('/users', { token: one.body.token })),
      );
      expect(answers.filter(({ status }) => status === 200)).toEqual([]);
    }));
});
