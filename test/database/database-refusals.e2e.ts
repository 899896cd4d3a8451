import { DatabaseError } from 'sequelize';
import { freshName, PASSWORD } from '../support/people.js';
import { useService } from '../support/service.js';

const service = useService();
afterEach(() => jest.restoreAllMocks());

const register = () => service.post('/register', { name: freshName(), password: PASSWORD });

/** Makes the next `times` INSERTs of users fail with this error number or code. */
function refuseInserts(fault: { errno?: number; code?: string }, times: number): void {
  const { sequelize } = service;
  const query = sequelize.query.bind(sequelize) as (...parameters: unknown[]) => Promise<unknown>;
  let left = times;
  jest.spyOn(sequelize, 'query').mockImplementation(((sql: string, ...rest: unknown[]) => {
    const isInsert = String((sql as { query?: string }).query ?? sql).startsWith('INSERT INTO `users`');
    if (!isInsert || left-- <= 0) return query(sql, ...rest);
    return Promise.reject(new DatabaseError(Object.assign(new Error('refused'), { sql: '', ...fault })));
  }) as never);
}

describe('a statement that the database refuses', () => {
  it.each([
    ['a full disk', { errno: 1021 }],
    ['a full table', { errno: 1114 }],
    ['too many queries of the user in an hour', { errno: 1226 }],
    ['a read-only transaction', { errno: 1792 }],
    ['a read-only server', { errno: 1290 }],
    ['a query that was stopped', { errno: 1317 }],
    ['a transaction cache that is too small', { errno: 1197 }],
    ['an account that was locked', { errno: 3118 }],
    ['a full disk under SQLite', { code: 'SQLITE_FULL' }],
    ['a failed read or write under SQLite', { code: 'SQLITE_IOERR' }],
  ])('because of %s returns 503 with Retry-After, and the next one succeeds', async (_, fault) => {
    refuseInserts(fault, 1);

    const { status, body, headers } = await register();

    expect([status, body.code]).toEqual([503, 'unavailable']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await register()).status).toBe(201);
  });

  it.each([
    ['a deadlock', { errno: 1213 }],
    ['a lock that was waited for too long', { errno: 1205 }],
    ['a row that has changed since', { errno: 1020 }],
    ['another node of the cluster that was first', { errno: 3101 }],
    ['a busy file', { code: 'SQLITE_BUSY' }],
  ])('because of %s is repeated with its whole unit', async (_, fault) => {
    refuseInserts(fault, 2);

    expect((await register()).status).toBe(201);
  });

  it('returns 503 when each repetition is refused, too', async () => {
    refuseInserts({ errno: 1213 }, 100);
    jest.spyOn(Math, 'random').mockReturnValue(0);

    expect((await register()).status).toBe(503);
  });
});
