import { QueryTypes, type Sequelize } from 'sequelize';

/** What a MySQL or MariaDB server says about itself. What it does not know, or does not tell this user, is missing. */
export interface ServerFacts {
  readonly version: string;
  readonly isMariaDb: boolean;
  /** Global variables and status, by their lower-case names. */
  readonly settings: ReadonlyMap<string, string>;
  /** What `SHOW GRANTS` answers for our user. */
  readonly grants: readonly string[];
  /** The state of this server as a member of Group Replication, or nothing where it is none. */
  readonly memberState: string | undefined;
  /** How far the server's clock is ahead of ours. */
  readonly skewSeconds: number;
}

const VARIABLES = [
  'group_replication_consistency',
  'innodb_flush_log_at_trx_commit',
  'innodb_snapshot_isolation',
  'log_bin',
  'max_connections',
  'max_user_connections',
  'read_only',
  'sync_binlog',
  'wsrep_on',
  'wsrep_sync_wait',
];
const STATUS = ['wsrep_cluster_size', 'wsrep_cluster_status', 'wsrep_ready'];

/** Asks the server. Nothing is changed. */
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

/** Runs a statement that reads. */
export function rows<T extends object>(sequelize: Sequelize, sql: string): Promise<T[]> {
  return sequelize.query<T>(sql, { type: QueryTypes.SELECT });
}

async function settings(sequelize: Sequelize, kind: string, names: string[]): Promise<[string, string][]> {
  const list = names.map((name) => `'${name}'`).join(', ');
  const found = await rows<{ Variable_name: string; Value: string }>(
    sequelize,
    `SHOW ${kind} WHERE Variable_name IN (${list})`,
  );
  return found.map(({ Variable_name: name, Value: value }) => [name.toLowerCase(), value]);
}

/** MariaDB has no such table, and a user needs a privilege to read it. */
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
