import { setTimeout as sleep } from 'node:timers/promises';
import { DataTypes, type QueryInterface, QueryTypes, type Sequelize as AnySequelize } from 'sequelize';
import { Sequelize } from 'sequelize-typescript';
import { prepareForMigration } from './connection.js';
import { DatabaseNotReady, DatabaseNotWritable } from './database.errors.js';
import { exactCollation, isSqlite } from './dialect.js';
import { createLeases, Lease } from './lease.js';
import { ROW_FORMAT } from './migrations/migration.js';
import { migrations } from './migrations.js';
import { sequelizeOptions, sqliteFile } from './sequelize-options.js';
import { openFault, writeFault } from './writable-file.js';

const TABLE = 'schema_migrations';
const LEASE_SECONDS = 30;
const TIMEOUT_MS = 120_000;
const CONNECT_TIMEOUT_MS = 30_000;
const PAUSE_MS = 250;

/**
 * Brings the database to the newest schema, forward only, and returns the names of the applied migrations. Any number
 * of processes may call it at once on an empty database: one works, the others wait. `examine` runs before anything is
 * written; an error it throws aborts the migration.
 * @throws DatabaseNotReady when the database stays unavailable, or the lease is never free
 * @throws DatabaseNotWritable when a migration is pending and the SQLite file is read-only
 */
export async function migrate(
  databaseUrl: string,
  examine: (sequelize: Sequelize) => Promise<void> = () => Promise.resolve(),
): Promise<string[]> {
  assertNo(openFault, databaseUrl);
  const sequelize = new Sequelize({
    ...sequelizeOptions(databaseUrl),
    hooks: { afterConnect: prepareForMigration },
  });
  // This is outside of the `try`: on SQLite, closing a connection that never opened would wait forever.
  await connect(sequelize);
  try {
    await examine(sequelize);
    if (isSqlite(sequelize)) await sequelize.query('PRAGMA journal_mode = WAL');
    if (await isUpToDate(sequelize)) return [];
    assertNo(writeFault, databaseUrl);
    await createLeases(sequelize);
    return await underLease(new Lease(sequelize, 'migrate', LEASE_SECONDS), () => applyPending(sequelize));
  } finally {
    await sequelize.close();
  }
}

function assertNo(faultOf: (file: string) => string | undefined, databaseUrl: string): void {
  const fault = databaseUrl.startsWith('sqlite:') ? faultOf(sqliteFile(databaseUrl)) : undefined;
  if (fault !== undefined) throw new DatabaseNotWritable(fault);
}

/** Waits for a database that is still starting, for example when both are started together. */
async function connect(sequelize: Sequelize): Promise<void> {
  const deadline = Date.now() + CONNECT_TIMEOUT_MS;
  for (;;) {
    try {
      return await sequelize.authenticate();
    } catch (error) {
      if (isLasting(error) || Date.now() > deadline) throw new DatabaseNotReady((error as Error).message);
      await sleep(PAUSE_MS);
    }
  }
}

/** Returns whether waiting does not help, as with a wrong password or a missing database. */
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
  const deadline = Date.now() + TIMEOUT_MS;
  while (!(await lease.take())) {
    if (Date.now() > deadline) throw new DatabaseNotReady('another process keeps migrating it');
    await sleep(PAUSE_MS);
  }
  const heartbeat = setInterval(() => void lease.take().catch(() => undefined), (LEASE_SECONDS * 1000) / 3);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    await lease.release();
  }
}

/** Loads umzug only here, because most starts have nothing to apply. */
async function applyPending(sequelize: Sequelize): Promise<string[]> {
  const { SequelizeStorage, Umzug } = await import('umzug');
  const model = sequelize.define(
    'SchemaMigration',
    { name: { type: DataTypes.STRING(128), primaryKey: true } },
    {
      tableName: TABLE,
      timestamps: false,
      charset: 'utf8mb4',
      collate: await exactCollation(sequelize),
      ...ROW_FORMAT,
    },
  );
  const umzug = new Umzug<QueryInterface>({
    migrations: migrations.map(({ name, up }) => ({ name, up: ({ context }) => up(context) })),
    context: sequelize.getQueryInterface(),
    storage: new SequelizeStorage({ model }),
    logger: undefined,
  });
  return (await umzug.up()).map(({ name }) => name);
}

/** Returns whether all migrations are applied, as at most starts. It writes nothing. */
async function isUpToDate(sequelize: Sequelize): Promise<boolean> {
  return (await schemaDifference(sequelize)).pending.length === 0;
}

/** Returns the names of migrations that only this build has, and of those that only the database has. */
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
