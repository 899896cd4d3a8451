import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Transaction } from 'sequelize';
import type { SequelizeOptions } from 'sequelize-typescript';
import { CONNECT_MILLISECONDS, POOL_ACQUIRE_MILLISECONDS, prepareConnection } from './connection.js';

/** Connections that one process opens at most. */
export const CONNECTIONS = 10;

const COMMON: SequelizeOptions = {
  logging: false,
  define: { underscored: true },
};

/** Builds Sequelize's options from DATABASE_URL. One `mysql` dialect serves MySQL and MariaDB alike. */
export function sequelizeOptions(databaseUrl: string): SequelizeOptions {
  return databaseUrl.startsWith('sqlite:') ? sqliteOptions(databaseUrl) : mysqlOptions(new URL(databaseUrl));
}

/** The path of the SQLite file that DATABASE_URL names. */
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
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'), // an IPv6 address stands in brackets in a URL, and nowhere else
    port: Number(url.port || 3306),
    username: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)),
    pool: { max: CONNECTIONS, acquire: POOL_ACQUIRE_MILLISECONDS },
    dialectOptions: {
      charset: 'utf8mb4',
      connectTimeout: CONNECT_MILLISECONDS,
      ...(url.searchParams.get('ssl') === 'true' && {
        ssl: { rejectUnauthorized: true, verifyIdentity: true },
      }),
    },
    hooks: { afterConnect: (connection: unknown) => prepareConnection(connection) },
  };
}
