import { QueryTypes, type Sequelize } from 'sequelize';

/** Facts read from a MySQL or MariaDB server. Facts that the server lacks or hides from this user are missing. */
export interface ServerFacts {
  readonly version: string;
  readonly isMariaDb: boolean;
  /** Global variables and status, by their lower-case names. */
  readonly settings: ReadonlyMap<string, string>;
  /** The rows of `SHOW GRANTS` for the user of the service. */
  readonly grants: readonly string[];
  /** The state of this server as a member of Group Replication; nothing if it is not a member. */
  readonly memberState: string | undefined;
  /** By how many seconds the server's clock is ahead of this machine's clock. */
  readonly skewSeconds: number;
}

const VARIABLES = [
  'binlog_format',
  'group_replication_consistency',
  'innodb_flush_log_at_trx_commit',
  'innodb_snapshot_isolation',
  'log_bin',
  'max_allowed_packet',
  'max_connections',
  'max_prepared_stmt_count',
  'max_user_connections',
  'read_only',
  'sync_binlog',
  'wsrep_on',
  'wsrep_sync_wait',
];
const STATUS = ['wsrep_cluster_size', 'wsrep_cluster_status', 'wsrep_ready'];

/** Reads the facts. It changes nothing. */
export async function readServer(sequelize: Sequelize): Promise<ServerFacts> {
  const version = await sequelize.databaseVersion();
  return {
    version,
    isMariaDb: /mariadb/i.test(version),
    settings: new Map([
      ...(await settings(sequelize, 'GLOBAL VARIABLES', VARIABLES)),
      ...(await settings(sequelize, 'GLOBAL STATUS', STATUS)),
    ]),
    grants: (await rows<Record<string, string>>(sequelize, 'SHOW GRANTS')).flatMap(Object.values),
    memberState: await memberState(sequelize),
    skewSeconds: await skewSeconds(sequelize),
  };
}

/** Runs a SELECT and returns its rows. */
export function rows<T extends object>(
  sequelize: Sequelize,
  sql: string,
  replacements?: string[],
): Promise<T[]> {
  return sequelize.query<T>(sql, { type: QueryTypes.SELECT, ...(replacements && { replacements }) });
}

async function settings(sequelize: Sequelize, kind: string, names: string[]): Promise<[string, string][]> {
  const list = names.map((name) => `'${name}'`).join(', ');
  const found = await rows<{ Variable_name: string; Value: string }>(
    sequelize,
    `SHOW ${kind} WHERE Variable_name IN (${list})`,
  );
  return found.map(({ Variable_name: name, Value: value }) => [name.toLowerCase(), value]);
}

/**
 * Returns the state of the member, or nothing when the table cannot be read: MariaDB has none, and on MySQL it needs a
 * privilege.
 */
async function memberState(sequelize: Sequelize): Promise<string | undefined> {
  const sql =
    'SELECT member_state AS state FROM performance_schema.replication_group_members WHERE member_id = @@server_uuid';
  const [member] = await rows<{ state: string }>(sequelize, sql).catch(() => []);
  return member?.state;
}

async function skewSeconds(sequelize: Sequelize): Promise<number> {
  const before = Date.now();
  const [answer] = await rows<{ seconds: string }>(sequelize, 'SELECT UNIX_TIMESTAMP(NOW(6)) AS seconds');
  return Number(answer?.seconds) - (before + Date.now()) / 2000;
}
