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

/** What the server says about itself, as far as it knows these names. */
type ServerVariables = Partial<Record<'version' | 'wsrep_on' | 'group_replication_consistency', string>>;

/** 1290 and 1836 read-only, 3032 offline, 3796 outside of its group: the way to the database may lead elsewhere by now. */
const NODE_LEFT = new Set([1290, 1836, 3032, 3796]);

type Callback = (error: Error | null, ...results: unknown[]) => void;
type Run = (query: QueryOptions | string, ...rest: [...values: unknown[], callback: Callback]) => unknown;

/**
 * Makes a fresh mysql2 connection safe to use: strict, in UTC, never behind the rest of a cluster, and unable to wait
 * for ever. The server gives up on a statement by itself; when the server hangs, the client does.
 */
export async function prepareConnection(raw: unknown): Promise<void> {
  const connection = raw as Connection;
  boundEveryQuery(connection);
  const server = await variablesOf(connection);
  const statementLimit = /mariadb/i.test(server.version ?? '')
    ? `max_statement_time = ${QUERY_SECONDS}`
    : `max_execution_time = ${QUERY_MILLISECONDS}`;
  const settings = [...SESSION, statementLimit, ...clusterSettings(server)];
  await ask(connection, `SET SESSION ${settings.join(', ')}`);
  // Every decision here is one conditional write; what it needs to read, it needs to read as it is now. Said once a
  // connection: Sequelize would say it before each transaction.
  await ask(connection, 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
}

/** Lets a connection to one node of a cluster see all that was committed on the others before it asks. */
export async function seeWholeCluster(raw: unknown): Promise<void> {
  const connection = raw as Connection;
  const settings = clusterSettings(await variablesOf(connection));
  if (settings.length > 0) await ask(connection, `SET SESSION ${settings.join(', ')}`);
}

/**
 * A node of Galera or of Group Replication answers with what it has, although more is committed: a login right after
 * the registration on another node would fail, and a node that was cut off would go on honouring what was revoked.
 */
function clusterSettings({
  wsrep_on,
  group_replication_consistency: consistency,
}: ServerVariables): string[] {
  const settings = [];
  if (wsrep_on === 'ON') settings.push('wsrep_sync_wait = @@wsrep_sync_wait | 1');
  if (consistency === 'EVENTUAL' || consistency === 'BEFORE_ON_PRIMARY_FAILOVER')
    settings.push("group_replication_consistency = 'BEFORE'");
  return settings;
}

async function variablesOf(connection: Connection): Promise<ServerVariables> {
  const names = "'version', 'wsrep_on', 'group_replication_consistency'";
  const rows = await ask<{ Variable_name: string; Value: string }[]>(
    connection,
    `SHOW VARIABLES WHERE Variable_name IN (${names})`,
  );
  return Object.fromEntries(rows.map(({ Variable_name, Value }) => [Variable_name, Value]));
}

function ask<T>(connection: Connection, sql: string): Promise<T> {
  return new Promise((resolve, reject) => {
    connection.query(sql, (error, rows) => (error ? reject(error) : resolve(rows as T)));
  });
}

/**
 * A query that timed out leaves its answer on the wire, so the connection that ran it must not be used again. Neither
 * must one to a node that no longer takes part: the next connection finds the node that does. mysql2 has a timeout of
 * its own, which does not bound the preparation of a statement.
 */
function boundEveryQuery(connection: Connection): void {
  const driver = connection as unknown as Record<'query' | 'execute', Run>;
  for (const method of ['query', 'execute'] as const) {
    const run = driver[method].bind(connection);
    driver[method] = (query, ...rest) => {
      const callback = rest.pop() as Callback;
      const answer = settledOnce(connection, callback);
      return run(query, ...rest, answer);
    };
  }
}

/** Calls back once: with the answer, or with an error when it does not come in time. */
function settledOnce(connection: Connection, callback: Callback): Callback {
  let isSettled = false;
  const settle: Callback = (error, ...results) => {
    clearTimeout(timer);
    if (isSettled) return;
    isSettled = true;
    if (isUseless(error)) connection.destroy();
    callback(error, ...results);
  };
  const timer = setTimeout(() => settle(new QueryTimeout()), QUERY_MILLISECONDS);
  return settle;
}

/** The database did not answer a statement in time; whether it was carried out is not known. */
class QueryTimeout extends Error {
  override readonly name = 'QueryTimeout';
  readonly code = 'PROTOCOL_SEQUENCE_TIMEOUT';

  constructor() {
    super(`no answer within ${QUERY_MILLISECONDS} ms`);
  }
}

function isUseless(error: Error | null): boolean {
  const { code, errno } = (error ?? {}) as { code?: string; errno?: number };
  return code === 'PROTOCOL_SEQUENCE_TIMEOUT' || NODE_LEFT.has(errno ?? 0);
}
