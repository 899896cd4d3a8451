import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Transaction } from 'sequelize';
import type { SequelizeOptions } from 'sequelize-typescript';
import { CONNECT_TIMEOUT_MS, POOL_ACQUIRE_TIMEOUT_MS, prepareConnection } from './connection.js';

/** Maximum number of connections of one process. */
export const CONNECTIONS = 10;

const COMMON: SequelizeOptions = {
  logging: false,
  define: { underscored: true },
};

/** Builds Sequelize's options from DATABASE_URL. The `mysql` dialect serves both MySQL and MariaDB. */
export function sequelizeOptions(databaseUrl: string): SequelizeOptions {
  return databaseUrl.startsWith('sqlite:') ? sqliteOptions(databaseUrl) : mysqlOptions(new URL(databaseUrl));
}

/** Returns the path of the SQLite file in DATABASE_URL. */
export function sqliteFile(databaseUrl: string): string {
  return databaseUrl.slice('sqlite:'.length);
}

function sqliteOptions(databaseUrl: string): SequelizeOptions {
  const storage = sqliteFile(databaseUrl);
  mkdirSync(dirname(storage), { recursive: true, mode: 0o700 });
  return { ...COMMON, dialect: 'sqlite', storage, transactionType: Transaction.TYPES.IMMEDIATE };
}

function mysqlOptions(url: URL): SequelizeOptions {
  return {
    ...COMMON,
    dialect: 'mysql',
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'), // only a URL has brackets around an IPv6 address
    port: Number(url.port || 3306),
    username: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)),
    pool: { max: CONNECTIONS, acquire: POOL_ACQUIRE_TIMEOUT_MS },
    dialectOptions: {
      charset: 'utf8mb4',
      connectTimeout: CONNECT_TIMEOUT_MS,
      ...(url.searchParams.has('socketPath') && { socketPath: url.searchParams.get('socketPath') }),
      ...(url.searchParams.get('ssl') === 'true' && {
        ssl: { rejectUnauthorized: true, verifyIdentity: true },
      }),
    },
    hooks: { afterConnect: (connection: unknown) => prepareConnection(connection) },
  };
}
