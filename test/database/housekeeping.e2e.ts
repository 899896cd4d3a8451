import { v7 as uuidv7 } from 'uuid';
import { HousekeepingService } from '../../src/database/housekeeping.service.js';
import { KeyKit, publishedBy } from '../support/key-kit.js';
import { decodeJwt } from '../support/jwt.js';
import { useService } from '../support/service.js';

const DAY_SECONDS = 86_400;

const service = useService();
const keys = new KeyKit(service);
const housekeeping = () => service.app.get(HousekeepingService);
const count = async (table: string, where = '1 = 1') =>
  Number((await service.rows<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table} WHERE ${where}`))[0]?.n);
const dropLease = () => service.execute(`DELETE FROM leases WHERE name = 'housekeeping'`);

beforeEach(async () => {
  jest.restoreAllMocks();
  await dropLease();
});

/** Copies the user's session `amount` times, each copy ended. */
async function endedSessions(personId: string, amount: number): Promise<void> {
  const now = new Date().toISOString().replace('T', ' ').replace('Z', '');
  for (let start = 0; start < amount; start += 500) {
    const rows = Array.from(
      { length: Math.min(500, amount - start) },
      () => `('${uuidv7()}', '${personId}', 'x', 0, 0, 'x', 'x', '${now}', '${now}', '${now}', '${now}')`,
    );
    await service.execute(
      `INSERT INTO sessions (id, user_id, secret_hash, issued_at, revision, address, user_agent, created_at,
        last_used_at, expires_at, ended_at) VALUES ${rows.join()}`,
    );
  }
}

describe('housekeeping', () => {
  it('deletes ended sessions and keeps live ones', async () => {
    const [live, ended] = [await service.person(), await service.person()];
    await service.post('/logout', undefined, { token: ended.token });

    expect(await housekeeping().runOnce()).toBe(true);

    expect(await count('sessions', `user_id = '${ended.id}'`)).toBe(0);
    expect(await count('sessions', `user_id = '${live.id}'`)).toBe(1);
    expect((await service.post('/refresh', { refreshToken: live.refreshToken })).status).toBe(200);
  });

  it.each([
    ['idle for 7 days', 7 * DAY_SECONDS, 'last_used_at'],
    ['30 days old', 30 * DAY_SECONDS, 'expires_at'],
  ])('deletes sessions that are %s, not before', async (_, seconds, column) => {
    const person = await service.person();
    const other = column === 'last_used_at' ? 'expires_at' : 'last_used_at';
    await service.execute(`UPDATE sessions SET ${other} = '2100-01-01 00:00:00.000'`);
    const left = () => count('sessions', `user_id = '${person.id}'`);

    service.travel(seconds - 10);
    await housekeeping().runOnce();
    const before = await left();
    service.travel(seconds + 10);
    await housekeeping().runOnce();

    expect([before, await left()]).toEqual([1, 0]);
  });

  it('deletes at most 1,000 rows per statement, until none is left', async () => {
    const person = await service.person();
    await endedSessions(person.id, 2500);

    const statements = await service.statementsOf(() => housekeeping().runOnce());
    const deletes = statements.filter((sql) => /DELETE FROM `sessions`/.test(sql));

    expect(deletes.length).toBeGreaterThanOrEqual(3);
    for (const sql of deletes) expect(Number(/LIMIT (\d+)/.exec(sql)?.[1])).toBeLessThanOrEqual(1000);
    expect(await count('sessions', `user_id = '${person.id}'`)).toBe(1);
  });

  it('deletes revocations that no longer affect any token', async () => {
    const person = await service.person();
    await service.post('/logout', undefined, { token: person.token });
    const left = () => count('revocations', `subject = '${String(decodeJwt(person.token).sid)}'`);

    service.travel(DAY_SECONDS - 10);
    await housekeeping().runOnce();
    const before = await left();
    service.travel(DAY_SECONDS + 10);
    await housekeeping().runOnce();

    expect([before, await left()]).toEqual([1, 0]);
  });

  it('deletes retired keys and creates new ones on schedule', async () => {
    await keys.reset();
    const [old] = await publishedBy(service);

    service.travel(91 * DAY_SECONDS);
    await housekeeping().runOnce();
    const young = await count('signing_keys');
    service.travel(92 * DAY_SECONDS);
    await housekeeping().runOnce();

    expect(young).toBe(2);
    expect(await count('signing_keys')).toBe(1);
    expect(await count('signing_keys', `id = '${old}'`)).toBe(0);
  });
});
