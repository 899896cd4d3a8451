import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';

declare const TEST_DATABASE: string;

const BUILD = join(__dirname, '..', '..', 'build');

/** A separate empty database on the server of this test run. */
export interface FreshDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** Returns whether this test run uses SQLite. */
export const isSqlite = () => TEST_DATABASE === 'sqlite';

/** Runs a test on MySQL and MariaDB only. */
export const onServers = () => (isSqlite() ? it.skip : it);

/**
 * Creates an empty database. On a server it has an unsuitable default charset, so that nothing relies on the default. A file
 * may lie in memory (see jest.config.mjs), which production refuses, unless it must be `onDisk`.
 */
export async function freshDatabase({ onDisk = false } = {}): Promise<FreshDatabase> {
  return isSqlite() ? freshFile(onDisk ? BUILD : tmpdir()) : freshSchema(new URL(TEST_DATABASE));
}

function freshFile(parent: string): FreshDatabase {
  mkdirSync(parent, { recursive: true });
  const directory = mkdtempSync(join(parent, 'watchword-'));
  return {
    url: `sqlite:${join(directory, 'test.sqlite')}`,
    drop: async () => rmSync(directory, { recursive: true, force: true }),
  };
}

async function freshSchema(server: URL): Promise<FreshDatabase> {
  const name = `watchword_test_${randomBytes(6).toString('hex')}`;
  await onServer(server, `CREATE DATABASE ${name} CHARACTER SET latin1 COLLATE latin1_swedish_ci`);
  return {
    url: new URL(`/${name}`, server).href,
    drop: () => onServer(server, `DROP DATABASE ${name}`),
  };
}

async function onServer(server: URL, sql: string): Promise<void> {
  const connection = await createConnection({
    host: server.hostname,
    port: Number(server.port || 3306),
    user: decodeURIComponent(server.username),
    password: decodeURIComponent(server.password),
  });
  try {
    await connection.query(sql);
  } finally {
    await connection.end();
  }
}
