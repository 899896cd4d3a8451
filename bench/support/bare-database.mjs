import Sqlite from 'better-sqlite3';
import mysql from 'mysql2/promise';

/** As many connections as Watchword has. */
const POOL_SIZE = 10;

/** Watchword's own: every decision is one conditional write. */
const ISOLATION = 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED';

/**
 * The driver and nothing around it. A query answers rows, or `{ affectedRows }`.
 * @typedef {(sql: string, values?: unknown[]) => Promise<object[] | { affectedRows: number }>} Query
 * @typedef {{ transaction: <T>(work: (query: Query) => Promise<T>) => Promise<T> }} BareDatabase
 * @returns {Promise<BareDatabase>}
 */
export async function openBare(databaseUrl) {
  if (databaseUrl.startsWith('sqlite:')) return openFile(databaseUrl.slice('sqlite:'.length));
  return openPool(mysql.createPool({ uri: databaseUrl, connectionLimit: POOL_SIZE }));
}

function openPool(pool) {
  pool.on('connection', (connection) => connection.query(ISOLATION));
  const transaction = async (work) => {
    const connection = await pool.getConnection();
    try {
      await connection.beginTransaction();
      const result = await work(async (sql, values) => (await connection.execute(sql, values))[0]);
      await connection.commit();
      return result;
    } catch (error) {
      await connection.rollback();
      throw error;
    } finally {
      connection.release();
    }
  };
  return { transaction };
}

/** One connection, so transactions take turns. */
function openFile(file) {
  const database = new Sqlite(file);
  database.pragma('journal_mode = WAL');
  const query = async (sql, values = []) => {
    const statement = database.prepare(sql);
    return statement.reader ? statement.all(values) : { affectedRows: statement.run(values).changes };
  };
  let last = Promise.resolve();
  const transaction = (work) => {
    const turn = last.then(async () => {
      database.exec('BEGIN IMMEDIATE');
      try {
        const result = await work(query);
        database.exec('COMMIT');
        return result;
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    });
    last = turn.catch(() => undefined);
    return turn;
  };
  return { transaction };
}
