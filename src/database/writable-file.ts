import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const { R_OK, W_OK, X_OK } = constants;
/** Files that SQLite creates beside the database. */
const SIDE_FILES = ['-wal', '-shm', '-journal'];

/**
 * Returns why an SQLite file cannot be written, as a sentence without a full stop, or nothing. It creates no file, and
 * also detects a file system that is mounted read-only.
 */
export function writeFault(file: string): string | undefined {
  const paths = [file, ...SIDE_FILES.map((suffix) => `${file}${suffix}`)];
  const unwritable = paths.filter(existsSync).find((path) => !isOpen(path, R_OK | W_OK));
  return openFault(file) ?? (unwritable && `this user cannot write ${unwritable}`);
}

/**
 * Returns why an SQLite file cannot even be opened, or nothing: SQLite and the lock of the service create files beside
 * it.
 */
export function openFault(file: string): string | undefined {
  const folder = existingFolderOf(file);
  const lock = `${file}.lock`;
  if (!isOpen(folder, W_OK | X_OK)) return `this user cannot write the folder ${folder}`;
  if (existsSync(lock) && !isOpen(lock, R_OK | W_OK)) return `this user cannot write ${lock}`;
  if (!existsSync(file)) return undefined;
  if (!statSync(file).isFile()) return `${file} is not a file`;
  return isOpen(file, R_OK) ? undefined : `this user cannot read ${file}`;
}

/** Returns the folder of a file, or its nearest parent that exists. */
export function existingFolderOf(file: string): string {
  const folder = dirname(file);
  return existsSync(folder) || folder === dirname(folder) ? folder : existingFolderOf(folder);
}

function isOpen(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
