import { setTimeout as sleep } from 'node:timers/promises';
import { LastAdminRule } from '../../src/users/last-admin.js';
import type { Answer } from '../support/client.js';
import { type Person } from '../support/people.js';
import { clientToken, makeServiceClient } from '../support/service-clients.js';
import { decodeJwt } from '../support/jwt.js';
import { useService } from '../support/service.js';

/** Rounds of each race. Run RACE_ROUNDS=300 before a release. */
const ROUNDS = Number(process.env.RACE_ROUNDS ?? 24);
const AT_ONCE = 4;
/** Long enough for two other changes, if no lock keeps them waiting. */
const HOLD_MS = 150;

const service = useService();
let admin: Person;
beforeAll(async () => void (admin = await service.admin()));

const asAdmin = () => ({ token: admin.token });
const soon = () => sleep(Math.random() * 6);
const patch = (id: string, changes: object, token = admin.token) =>
  service.patch(`/users/${id}`, changes, { token });

/** Runs all rounds, a few at once, and returns all violations. A 503 from a busy machine is not a violation. */
async function violationsOf(race: (round: number) => Promise<string[]>, atOnce = AT_ONCE): Promise<string[]> {
  const violations: string[] = [];
  let decided = 0;
  for (let round = 0; round < ROUNDS; round += atOnce) {
    const rounds = Array.from({ length: atOnce }, (_, index) => race(round + index));
    for (const found of await Promise.all(rounds)) {
      if (found.some((one) => one.startsWith('503'))) continue;
      decided++;
      violations.push(...found);
    }
  }
  return decided > ROUNDS / 2 ? violations : [`only ${decided} rounds were decided`];
}

const unexpected = (answers: readonly Answer[], allowed: readonly number[]) =>
  answers
    .filter(({ status }) => !allowed.includes(status))
    .map(({ status, body }) => `${status} ${body.code}`);

/** Returns the tokens that are valid and for which `says` is true. */
async function counting(tokens: readonly string[], path: string, says: (token: string) => boolean) {
  const checked = await Promise.all(
    tokens
      .filter((token) => token !== '' && says(token))
      .map(async (token) => (await service.get(path, { token })).status),
  );
  return checked.filter((status) => status !== 401).map((status) => `a withdrawn right counts: ${status}`);
}

/**
 * Pauses the next change of the user after the read and before the write: rows that are not locked by then can be
 * changed by others. Resolves when the change is paused.
 */
function holdFirstChangeOf({ id }: Person): Promise<void> {
  const rule = service.app.get(LastAdminRule);
  const guard = rule.guard.bind(rule);
  return new Promise((waits) => {
    let isFirst = true;
    const hold = async (...[user, transaction, change]: Parameters<typeof guard>) => {
      if (user.id === id && isFirst) {
        isFirst = false;
        waits();
        await sleep(HOLD_MS);
      }
      return guard(user, transaction, change);
    };
    jest.spyOn(rule, 'guard').mockImplementation(hold);
  });
}

describe('a withdrawal that races', () => {
  it('with token requests of a client leaves no valid token with the removed scope', async () => {
    const violations = await violationsOf(async () => {
      const client = await makeServiceClient(service, admin, ['orders:read', 'orders:write']);
      const tokens: string[] = [];
      const asking = async () => {
        await soon();
        for (let turn = 0; turn < 3; turn++) tokens.push((await clientToken(service, client)) ?? '');
      };
      const withdrawing = async () => {
        await soon();
        return service.patch(`/clients/${client.id}`, { scopes: ['orders:read'] }, asAdmin());
      };
      const [changed] = await Promise.all([withdrawing(), asking(), asking(), asking()]);
      const hasScope = (token: string) => String(decodeJwt(token).scope).includes('orders:write');
      const late = await clientToken(service, client);
      const lateCounts = (await service.get('/revocations', { token: late })).status;
      return [
        ...unexpected([changed], [200]),
        ...(lateCounts === 200 && !hasScope(late) ? [] : [`a token of afterwards: ${lateCounts}`]),
        ...(await counting(tokens, '/revocations', hasScope)),
      ];
    });

    expect(violations).toEqual([]);
  }, 600_000);

  it('with the assignment of a removed role leaves no valid token with that role', async () => {
    const violations = await violationsOf(async (round) => {
      const role = `passing-${round}`;
      await service.put(`/roles/${role}`, { description: '' }, asAdmin());
      const [early, late] = [await service.person(), await service.person()];
      await patch(early.id, { roles: ['user', role] });
      const tokens: string[] = [];
      const giving = async (person: Person) => {
        await soon();
        const given = await patch(person.id, { roles: ['user', role] });
        const { body } = await service.post('/refresh', { refreshToken: person.refreshToken });
        if (body.token !== undefined) tokens.push(body.token);
        return given;
      };
      const removing = async () => {
        await soon();
        return service.delete(`/roles/${role}`, undefined, asAdmin());
      };
      const [removed, ...given] = await Promise.all([removing(), giving(late), giving(early)]);
      const hasRole = (token: string) => (decodeJwt(token).roles as string[]).includes(role);
      return [
        ...unexpected([removed], [204]),
        ...unexpected(given, [200, 400]),
        ...(await counting(tokens, '/protected', hasRole)),
      ];
    });

    expect(violations).toEqual([]);
  }, 600_000);

  it('with a promotion never removes the last admin', async () => {
    const other = await service.person();
    await patch(other.id, { roles: ['user'] });
    const violations = await violationsOf(async (round) => {
      const hold = round % 2 === 0 ? holdFirstChangeOf(other) : undefined;
      const promote = () => patch(other.id, { roles: ['user', 'admin'] });
      const resign = () => patch(admin.id, { roles: ['user'] });
      const disabling = patch(other.id, { disabled: true });
      const raced = hold
        ? [await hold.then(promote), await resign(), await disabling]
        : await Promise.all([soon().then(promote), soon().then(resign), disabling]);
      jest.restoreAllMocks();
      const left = await service.rows<{ name: string }>(
        "SELECT name FROM users JOIN user_roles ON user_id = id WHERE role_name = 'admin' AND disabled = 0",
      );
      // Resets the tables directly, because the service cannot do it without an admin.
      const before = [`UPDATE users SET disabled = 0`, `DELETE FROM user_roles WHERE role_name = 'admin'`];
      for (const sql of before) await service.execute(sql);
      await service.execute(`INSERT INTO user_roles (user_id, role_name) VALUES ('${admin.id}', 'admin')`);
      admin = await service.admin();
      return [...(left.length > 0 ? [] : ['no admin is left']), ...unexpected(raced, [200, 401, 403, 409])];
    }, 1);

    expect(violations).toEqual([]);
  }, 600_000);

  it('with the deletion of an account leaves neither roles nor valid tokens of it, and never fails', async () => {
    const violations = await violationsOf(async () => {
      const person = await service.person();
      const raced = await Promise.all([
        soon().then(() => service.delete(`/users/${person.id}`, undefined, asAdmin())),
        soon().then(() => patch(person.id, { roles: ['user', 'admin'] })),
        soon().then(() => service.post('/login', { name: person.name, password: person.password })),
        soon().then(() => service.post('/refresh', { refreshToken: person.refreshToken })),
      ]);
      const rows = await service.rows(`SELECT user_id FROM user_roles WHERE user_id = '${person.id}'`);
      const tokens = raced.slice(2).flatMap(({ body }) => body.token ?? []);
      return [
        ...unexpected(raced, [200, 204, 401, 404]),
        ...(rows.length === 0 ? [] : ['roles of a user who is gone']),
        ...(await counting(tokens, '/protected', () => true)),
      ];
    });

    expect(violations).toEqual([]);
  }, 600_000);
});
