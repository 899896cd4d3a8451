import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import sqlite3 from 'sqlite3';
import { DatabaseInUse } from './database.errors.js';

/**
 * Locks an SQLite file against a second service: UnitOfWork queues the writers of one process, but not those of
 * another. The lock is an SQLite transaction on a separate file, so the kernel releases it when the process dies.
 * Returns the function that releases the lock.
 * @throws DatabaseInUse when another process holds it
 */
export async function lockFile(file: string): Promise<() => Promise<void>> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const database = await open(`${file}.lock`);
  const close = () => new Promise<void>((resolve) => database.close(() => resolve()));
  try {
    await new Promise<void>((resolve, reject) => {
      database.configure('busyTimeout', 0);
      database.exec('BEGIN EXCLUSIVE', (error) => (error ? reject(error) : resolve()));
    });
    return close;
  } catch (error) {
    await close();
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error;
    throw new DatabaseInUse(file);
  }
}

function open(file: string): Promise<sqlite3.Database> {
  return new Promise((resolve, reject) => {
    const database: sqlite3.Database = new sqlite3.Database(file, (error) =>
      error ? reject(error) : resolve(database),
    );
  });
}
