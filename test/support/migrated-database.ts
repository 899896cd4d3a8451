import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import sqlite3 from 'sqlite3';
import { migrate } from '../../src/database/migrator.js';
import { type FreshDatabase, freshDatabase, isSqlite } from './database.js';

/** What this worker has made, by server: the statements of the schema, or the path of the file. See environment.cjs. */
declare const TEMPLATES: Map<string, Promise<string>>;

/** Shared by the workers of a run, and removed after it by remove-templates.cjs. */
const TEMPLATE = `watchword_template_${process.env.TEST_RUN}`;

const prepared = new Map<string, Promise<void>>();

/**
 * Gives an empty database the newest schema. It is copied from a template, because the migrations take seconds on a
 * server. One that has tables already is migrated. Services that share a database may call it at once.
 */
export function migrated(database: FreshDatabase): Promise<void> {
  const work = prepared.get(database.url) ?? (isSqlite() ? copyFile(database) : copySchema(database));
  prepared.set(database.url, work);
  return work;
}

/** Creates a database with the newest schema, for a service that is a process of its own. */
export async function migratedDatabase(): Promise<FreshDatabase> {
  const database = await freshDatabase();
  await migrated(database);
  return database;
}

async function copyFile({ url }: FreshDatabase): Promise<void> {
  const file = url.replace('sqlite:', '');
  if (readdirSync(dirname(file)).length > 0) return void (await migrate(url));
  copyFileSync(await templateOf('sqlite', makeFile), file);
}

/** Each worker has a file of its own, in one piece: the rows of the migration may still be in the WAL beside it. */
async function makeFile(): Promise<string> {
  const folder = join(tmpdir(), TEMPLATE);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${process.pid}.sqlite`);
  await migrate(`sqlite:${file}`);
  const connection = new sqlite3.Database(file);
  const get = promisify<string, { busy: number }>(connection.get.bind(connection));
  const { busy } = await get('PRAGMA wal_checkpoint(TRUNCATE)');
  connection.close();
  if (busy !== 0) throw new Error('The template is still in use.');
  return file;
}

async function copySchema({ url }: FreshDatabase): Promise<void> {
  const { host } = new URL(url);
  const statements = await templateOf(host, () => makeSchema(new URL(`/${TEMPLATE}`, url)));
  const copied = await withConnection(url, async (connection) => {
    const [tables] = await connection.query<RowDataPacket[]>('SHOW TABLES');
    if (tables.length === 0) await connection.query(statements);
    return tables.length === 0;
  });
  if (!copied) await migrate(url);
}

/** The lock keeps the workers of a run from migrating the same template at once. */
function makeSchema(template: URL): Promise<string> {
  return withConnection(new URL('/', template).href, async (connection) => {
    await connection.query(`SELECT GET_LOCK('${TEMPLATE}', 120)`);
    await connection.query(`CREATE DATABASE IF NOT EXISTS ${TEMPLATE}`);
    await migrate(template.href);
    await connection.query(`USE ${TEMPLATE}`);
    const [tables] = await connection.query<RowDataPacket[]>('SHOW TABLES');
    const statements = ['SET foreign_key_checks = 0'];
    for (const name of tables.map((row) => Object.values(row)[0] as string)) {
      const [[row]] = await connection.query<RowDataPacket[]>(`SHOW CREATE TABLE ${name}`);
      statements.push(row?.['Create Table'], `INSERT INTO ${name} SELECT * FROM ${TEMPLATE}.${name}`);
    }
    return statements.join(';\n');
  });
}

function templateOf(server: string, make: () => Promise<string>): Promise<string> {
  const template = TEMPLATES.get(server) ?? make();
  TEMPLATES.set(server, template);
  return template;
}

async function withConnection<T>(
  url: string,
  work: (connection: Awaited<ReturnType<typeof createConnection>>) => Promise<T>,
): Promise<T> {
  const connection = await createConnection({ uri: url, multipleStatements: true });
  try {
    return await work(connection);
  } finally {
    await connection.end();
  }
}
