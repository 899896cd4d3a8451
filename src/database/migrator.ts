import { setTimeout as sleep } from 'node:timers/promises';
import { DataTypes, type QueryInterface, QueryTypes, type Sequelize as AnySequelize } from 'sequelize';
import { Sequelize } from 'sequelize-typescript';
import { seeWholeCluster } from './connection.js';
import { DatabaseNotReady } from './database.errors.js';
import { exactCollation, isSqlite } from './dialect.js';
import { createLeases, Lease } from './lease.js';
import { migrations } from './migrations.js';
import { sequelizeOptions } from './sequelize-options.js';

const TABLE = 'schema_migrations';
const LEASE_SECONDS = 30;
const PATIENCE_MILLISECONDS = 120_000;
const CONNECT_PATIENCE_MILLISECONDS = 30_000;
const PAUSE_MILLISECONDS = 250;

/**
 * Brings the database to the newest schema, forward only, and answers the names of what was applied. Any number of
 * processes may call it at once on an empty database: one works, the others wait. `examine` sees the server before
 * anything is written; what it throws ends the call.
 * @throws DatabaseNotReady when the database stays away, or the lease is never free
 */
export async function migrate(
  databaseUrl: string,
  examine: (sequelize: Sequelize) => Promise<void> = () => Promise.resolve(),
): Promise<string[]> {
  const sequelize = new Sequelize({
    ...sequelizeOptions(databaseUrl),
    hooks: { afterConnect: seeWholeCluster },
  });
  // Closing what never opened waits for ever on SQLite, so this is not inside.
  await connect(sequelize);
  try {
    await examine(sequelize);
    if (isSqlite(sequelize)) await sequelize.query('PRAGMA journal_mode = WAL');
    if (await isUpToDate(sequelize)) return [];
    await createLeases(sequelize);
    return await underLease(new Lease(sequelize, 'migrate', LEASE_SECONDS), () => applyPending(sequelize));
  } finally {
    await sequelize.close();
  }
}

/** Waits for a database that is still starting, as it does when both are started together. */
async function connect(sequelize: Sequelize): Promise<void> {
  const deadline = Date.now() + CONNECT_PATIENCE_MILLISECONDS;
  for (;;) {
    try {
      return await sequelize.authenticate();
    } catch (error) {
      if (isLasting(error) || Date.now() > deadline) throw new DatabaseNotReady((error as Error).message);
      await sleep(PAUSE_MILLISECONDS);
    }
  }
}

/** A wrong password or a missing database does not mend itself by waiting. */
function isLasting(error: unknown): boolean {
  const code = (error as { original?: { code?: string } }).original?.code ?? '';
  return [
    'ER_ACCESS_DENIED_ERROR',
    'ER_BAD_DB_ERROR',
    'ER_DBACCESS_DENIED_ERROR',
    'HANDSHAKE_SSL_ERROR',
    'SQLITE_CANTOPEN',
  ].includes(code);
}

async function underLease<T>(lease: Lease, work: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + PATIENCE_MILLISECONDS;
  while (!(await lease.take())) {
    if (Date.now() > deadline) throw new DatabaseNotReady('another process keeps migrating it');
    await sleep(PAUSE_MILLISECONDS);
  }
  const heartbeat = setInterval(() => void lease.take().catch(() => undefined), (LEASE_SECONDS * 1000) / 3);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    await lease.release();
  }
}

/** umzug is loaded only here: most starts have nothing to apply, and need not carry it. */
async function applyPending(sequelize: Sequelize): Promise<string[]> {
  const { SequelizeStorage, Umzug } = await import('umzug');
  const model = sequelize.define(
    'SchemaMigration',
    { name: { type: DataTypes.STRING(128), primaryKey: true } },
    { tableName: TABLE, timestamps: false, charset: 'utf8mb4', collate: await exactCollation(sequelize) },
  );
  const umzug = new Umzug<QueryInterface>({
    migrations: migrations.map(({ name, up }) => ({ name, up: ({ context }) => up(context) })),
    context: sequelize.getQueryInterface(),
    storage: new SequelizeStorage({ model }),
    logger: undefined,
  });
  return (await umzug.up()).map(({ name }) => name);
}

/** The usual start: nothing to do, found out without writing anything. */
async function isUpToDate(sequelize: Sequelize): Promise<boolean> {
  return (await schemaDifference(sequelize)).pending.length === 0;
}

/** Names of the migrations that this build has and the database lacks, and the other way round. */
export async function schemaDifference(
  sequelize: AnySequelize,
): Promise<{ pending: string[]; unknown: string[] }> {
  const applied = await appliedMigrations(sequelize);
  const known = migrations.map(({ name }) => name);
  return {
    pending: known.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !known.includes(name)),
  };
}

async function appliedMigrations(sequelize: AnySequelize): Promise<string[]> {
  if (!(await sequelize.getQueryInterface().tableExists(TABLE))) return [];
  const rows = await sequelize.query<{ name: string }>(`SELECT name FROM ${TABLE} ORDER BY name`, {
    type: QueryTypes.SELECT,
  });
  return rows.map(({ name }) => name);
}
