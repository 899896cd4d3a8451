import Sqlite from 'better-sqlite3';
import mysql from 'mysql2/promise';

/** The same number of connections as Watchword. */
const POOL_SIZE = 10;

/**
 * Only the driver; every statement is its own transaction. `read` returns rows, `write` the number of changed rows.
 * @typedef {object} BareDatabase
 * @property {(sql: string, values?: unknown[]) => Promise<object[]>} read
 * @property {(sql: string, values?: unknown[]) => Promise<{ affectedRows: number }>} write
 * @returns {Promise<BareDatabase>}
 */
export async function openBare(databaseUrl) {
  if (databaseUrl.startsWith('sqlite:')) return openFile(databaseUrl.slice('sqlite:'.length));
  const pool = mysql.createPool({ uri: databaseUrl, connectionLimit: POOL_SIZE });
  const run = async (sql, values) => (await pool.execute(sql, values))[0];
  return { read: run, write: run };
}

/** Opens one connection, which blocks while it works. */
function openFile(file) {
  const database = new Sqlite(file);
  database.pragma('journal_mode = WAL');
  return {
    read: async (sql, values = []) => database.prepare(sql).all(values),
    write: async (sql, values = []) => ({ affectedRows: database.prepare(sql).run(values).changes }),
  };
}
