import sqlite3 from 'sqlite3';
import { DatabaseInUse } from './database.errors.js';

/**
 * Keeps a second service away from an SQLite file: writers of one process wait in its own line (UnitOfWork), those of
 * another would not. The lock is an SQLite transaction on a side file, so the kernel drops it when the process dies.
 * Answers the function that gives the lock back.
 * @throws DatabaseInUse when another process holds it
 */
export async function lockFile(file: string): Promise<() => Promise<void>> {
  const database = new sqlite3.Database(`${file}.lock`);
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
