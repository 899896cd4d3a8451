import type { Connection, QueryOptions } from 'mysql2';

/** Bounds of every wait on the database, in milliseconds. Neither mysql2 nor Sequelize has useful ones of its own. */
export const CONNECT_MILLISECONDS = 2000;
export const POOL_ACQUIRE_MILLISECONDS = 2000;
export const QUERY_MILLISECONDS = 3000;

const QUERY_SECONDS = QUERY_MILLISECONDS / 1000;

const SESSION = [
  "sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
  `innodb_lock_wait_timeout = ${QUERY_SECONDS}`,
];

type Callback = (error: Error | null, ...results: unknown[]) => void;
type Run = (query: QueryOptions | string, ...rest: [...values: unknown[], callback: Callback]) => unknown;

/**
 * Makes a fresh mysql2 connection safe to use: strict, in UTC, and unable to wait for ever. The server gives up on a
 * statement by itself; when the server hangs, the client does.
 */
export async function prepareConnection(raw: unknown): Promise<void> {
  const connection = raw as Connection;
  boundEveryQuery(connection);
  const [{ version }] = await ask<[{ version: string }]>(connection, 'SELECT VERSION() AS version');
  const statementLimit = /mariadb/i.test(version)
    ? `max_statement_time = ${QUERY_SECONDS}`
    : `max_execution_time = ${QUERY_MILLISECONDS}`;
  await ask(connection, `SET SESSION ${[...SESSION, statementLimit].join(', ')}`);
  // Every decision here is one conditional write; what it needs to read, it needs to read as it is now. Said once a
  // connection: Sequelize would say it before each transaction.
  await ask(connection, 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
}

function ask<T>(connection: Connection, sql: string): Promise<T> {
  return new Promise((resolve, reject) => {
    connection.query(sql, (error, rows) => (error ? reject(error) : resolve(rows as T)));
  });
}

/** A query that timed out leaves its answer on the wire, so the connection that ran it must not be used again. */
function boundEveryQuery(connection: Connection): void {
  const driver = connection as unknown as Record<'query' | 'execute', Run>;
  for (const method of ['query', 'execute'] as const) {
    const run = driver[method].bind(connection);
    driver[method] = (query, ...rest) => {
      const options = typeof query === 'string' ? { sql: query } : query;
      const callback = rest.pop() as Callback;
      return run(
        { ...options, timeout: QUERY_MILLISECONDS },
        ...rest,
        (error: Error | null, ...results: unknown[]) => {
          if ((error as { code?: string } | null)?.code === 'PROTOCOL_SEQUENCE_TIMEOUT') connection.destroy();
          callback(error, ...results);
        },
      );
    };
  }
}
