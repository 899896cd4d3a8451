import { type Connection, escapeId, format, type QueryOptions } from 'mysql2';
import { type DriverError, ER_MAX_PREPARED_STMT_COUNT_REACHED, meaningOf } from './error-numbers.js';
import {
  assignments,
  CHARACTERS,
  conditionalSettings,
  isSame,
  ISOLATION,
  MIGRATION_LIMITS,
  QUERY_TIMEOUT_MS,
  SERVICE_LIMITS,
  type SessionLimits,
  statedSettings,
} from './session-settings.js';

/** Timeouts for the database. The defaults of mysql2 and Sequelize are not useful. */
export const CONNECT_TIMEOUT_MS = 2000;
export const POOL_ACQUIRE_TIMEOUT_MS = 2000;

/** Variables of the server, if it has them. */
type ServerVariables = Readonly<Record<string, string | undefined>>;

const CLUSTER_VARIABLES = ['wsrep_on', 'group_replication_consistency'];

/** Error numbers which mean that this user or server cannot set a variable. */
const NOT_OURS_TO_SET = new Set([1193, 1227, 1229, 1231, 1232, 1238, 1559, 1560, 1621, 1679, 1694, 4247]);

type Callback = (error: Error | null, ...results: unknown[]) => void;
type Run = (query: QueryOptions | string, ...rest: [...values: unknown[], callback: Callback]) => unknown;

/**
 * Prepares a new mysql2 connection: strict mode, UTC, reads that are never behind the rest of a cluster, and timeouts
 * for everything. The server cancels a slow statement; when the server hangs, the client gives up.
 */
export async function prepareConnection(raw: unknown): Promise<void> {
  boundEveryQuery(raw as Connection);
  await orClose(raw as Connection, SERVICE_LIMITS);
}

/** Prepares a connection that changes the schema, with longer timeouts. */
export async function prepareForMigration(raw: unknown): Promise<void> {
  await orClose(raw as Connection, MIGRATION_LIMITS);
}

/** Closes a connection that could not be prepared, because Sequelize would leave it open. */
async function orClose(connection: Connection, limits: SessionLimits): Promise<void> {
  try {
    await stateSession(connection, limits);
  } catch (error) {
    connection.destroy();
    throw error;
  }
}

/**
 * Sets everything that our statements rely on. The server's defaults and its init_connect may have set anything, begun
 * a transaction, locked tables or selected another database.
 */
async function stateSession(connection: Connection, limits: SessionLimits): Promise<void> {
  await ask(connection, CHARACTERS);
  await ask(connection, 'ROLLBACK AND NO CHAIN NO RELEASE');
  await ask(connection, 'UNLOCK TABLES');
  await ask(connection, `SET SESSION ${assignments(statedSettings(limits))}`);
  await ask(connection, 'SET SESSION timestamp = DEFAULT').catch(unlessNotOurs);
  const { database } = connection.config;
  if (database) await ask(connection, `USE ${escapeId(database, true)}`);

  const conditional = conditionalSettings(limits);
  const server = await variablesOf(connection, [...conditional.map(([name]) => name), ...CLUSTER_VARIABLES]);
  for (const [name, value] of conditional.filter(([name, value]) => differs(server[name], value)))
    await ask(connection, `SET SESSION ${assignments([[name, value]])}`).catch(unlessNotOurs);
  for (const setting of clusterSettings(server)) await ask(connection, `SET SESSION ${setting}`);
  // Set once per connection: Sequelize would set it before each transaction.
  await ask(connection, ISOLATION);
}

function differs(shown: string | undefined, wanted: string | number): boolean {
  return shown !== undefined && !isSame(shown, wanted);
}

/** Ignores variables that cannot be set. The checks at start report those that matter. */
function unlessNotOurs(error: unknown): void {
  if (!NOT_OURS_TO_SET.has((error as DriverError).errno ?? 0)) throw error;
}

/**
 * Returns the settings that make reads wait for the commits of other nodes. Without them, a node of Galera or Group
 * Replication can return old rows: a login right after the registration on another node would fail, and a disconnected
 * node would still accept revoked tokens.
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

async function variablesOf(connection: Connection, names: string[]): Promise<ServerVariables> {
  const rows = await ask<{ Variable_name: string; Value: string }[]>(
    connection,
    format('SHOW SESSION VARIABLES WHERE Variable_name IN (?)', [names]),
  );
  return Object.fromEntries(rows.map(({ Variable_name, Value }) => [Variable_name.toLowerCase(), Value]));
}

function ask<T>(connection: Connection, sql: string): Promise<T> {
  return new Promise((resolve, reject) => {
    connection.query(sql, (error, rows) => (error ? reject(error) : resolve(rows as T)));
  });
}

/**
 * Adds a timeout to every query. The late response to a query that timed out would confuse the next one, so its
 * connection is not used again. Neither is a connection to a node that has left its cluster: the next connection finds
 * another node. The timeout of mysql2 itself does not cover preparing a statement.
 */
function boundEveryQuery(connection: Connection): void {
  const driver = connection as unknown as Record<'query' | 'execute', Run>;
  for (const method of ['query', 'execute'] as const) {
    const run = driver[method].bind(connection);
    driver[method] = (query, ...rest) => {
      const callback = rest.pop() as Callback;
      const answer = settledOnce(connection, callback);
      return run(query, ...rest, method === 'execute' ? orAsText(connection, query, rest, answer) : answer);
    };
  }
}

/**
 * Sends the statement as text when other programs have used up the server's prepared statements
 * (max_prepared_stmt_count).
 */
function orAsText(
  connection: Connection,
  query: QueryOptions | string,
  values: unknown[],
  answer: Callback,
): Callback {
  return (error, ...results) => {
    const { errno } = (error ?? {}) as DriverError;
    if (errno !== ER_MAX_PREPARED_STMT_COUNT_REACHED) return answer(error, ...results);
    (connection as unknown as Record<'query', Run>).query(query, ...values, answer);
  };
}

/** Calls back once: with the result, or with an error at the timeout. */
function settledOnce(connection: Connection, callback: Callback): Callback {
  let isSettled = false;
  const settle: Callback = (error, ...results) => {
    clearTimeout(timer);
    if (isSettled) return;
    isSettled = true;
    if (isUseless(error)) connection.destroy();
    callback(error, ...results);
  };
  const timer = setTimeout(() => settle(new QueryTimeout()), QUERY_TIMEOUT_MS);
  return settle;
}

/** The database did not respond to a statement in time. It may or may not have been executed. */
class QueryTimeout extends Error {
  override readonly name = 'QueryTimeout';
  readonly code = 'PROTOCOL_SEQUENCE_TIMEOUT';

  constructor() {
    super(`no response within ${QUERY_TIMEOUT_MS} ms`);
  }
}

function isUseless(error: Error | null): boolean {
  return error !== null && meaningOf(error as DriverError) === 'reconnect';
}
