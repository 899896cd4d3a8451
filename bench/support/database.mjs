import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import mysql from 'mysql2/promise';

/**
 * @typedef {object} Connection
 * @property {(sql: string, values?: unknown[]) => Promise<object[]>} query
 * @property {(table: string, rows: object[]) => Promise<void>} insert writes rows of equal columns in one go
 * @property {(tables: string[]) => Promise<void>} analyze lets the server count again what was just filled
 * @property {() => Promise<void>} close
 */

/** Makes fresh, empty databases beside the one DATABASE_URL names, or SQLite files, and drops them again. */
export class Databases {
  #prefix = `bench_${randomBytes(4).toString('hex')}`;
  #count = 0;
  #made = [];

  /** @param {string | undefined} databaseUrl @param {string} dir where SQLite files go */
  constructor(databaseUrl = 'sqlite:', dir) {
    this.server = databaseUrl.startsWith('sqlite:') ? undefined : new URL(databaseUrl);
    this.dir = dir;
  }

  get isSqlite() {
    return this.server === undefined;
  }

  /** What it is, for the report. */
  async describe() {
    if (!this.server) return 'SQLite (embedded)';
    const [{ version, comment, pool }] = await this.#ask(
      'SELECT VERSION() AS version, @@version_comment AS comment, @@innodb_buffer_pool_size AS pool',
    );
    return `${version} (${comment}), buffer pool ${Math.round(pool / 2 ** 20)} MB`;
  }

  /** Makes an empty database and answers its URL. */
  async create(purpose) {
    const name = `${this.#prefix}_${purpose}_${++this.#count}`;
    if (!this.server) return `sqlite:${join(this.dir, `${name}.sqlite`)}`;
    await this.#ask(`CREATE DATABASE \`${name}\` CHARACTER SET utf8mb4`);
    this.#made.push(name);
    const url = new URL(this.server);
    url.pathname = name;
    return url.href;
  }

  /** Drops what was made since the last call. SQLite files go with their directory. */
  async dropAll() {
    for (const name of this.#made.splice(0)) await this.#ask(`DROP DATABASE IF EXISTS \`${name}\``);
  }

  async #ask(sql) {
    const url = new URL(this.server);
    url.pathname = '';
    const connection = await connect(url.href);
    try {
      return await connection.query(sql);
    } finally {
      await connection.close();
    }
  }
}

/** Opens a database by its URL. @returns {Promise<Connection>} */
export async function connect(databaseUrl) {
  return databaseUrl.startsWith('sqlite:')
    ? openFile(databaseUrl.slice('sqlite:'.length))
    : open(databaseUrl);
}

async function open(uri) {
  const connection = await mysql.createConnection({ uri, timezone: 'Z' });
  return {
    query: async (sql, values) => (await connection.query(sql, values))[0],
    insert: async (table, rows) => {
      const columns = Object.keys(rows[0]);
      const values = rows.map((row) => columns.map((column) => row[column]));
      await connection.query('INSERT INTO ?? (??) VALUES ?', [table, columns, values]);
    },
    analyze: async (tables) => void (await connection.query('ANALYZE TABLE ??', [tables])),
    close: () => connection.end(),
  };
}

function openFile(file) {
  const database = new Sqlite(file, { timeout: 5000 });
  return {
    query: async (sql, values = []) => {
      const statement = database.prepare(sql);
      return statement.reader ? statement.all(values) : (statement.run(values), []);
    },
    insert: async (table, rows) => {
      const columns = Object.keys(rows[0]);
      const places = columns.map((column) => `@${column}`).join(', ');
      const statement = database.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places})`);
      database.transaction(() => rows.forEach((row) => statement.run(row)))();
    },
    // SQLite keeps no counts unless asked to, and Watchword does not ask.
    analyze: async () => undefined,
    close: async () => void database.close(),
  };
}
