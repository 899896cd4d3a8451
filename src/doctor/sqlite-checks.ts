import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Sequelize } from 'sequelize';
import type { Config } from '../config/config.js';
import { sqliteFile } from '../database/sequelize-options.js';
import { type Finding, ok, problem, refusal, refusalWhen, warning } from './finding.js';
import { rows } from './server-facts.js';

/** By the numbers of Linux: statfs(2). Locks of SQLite do not hold there, and two writers destroy the file. */
const NETWORK = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB 2'],
  [0x00c36400, 'Ceph'],
  [0x5346414f, 'AFS'],
  [0x01161970, 'GFS2'],
  [0x7461636f, 'OCFS2'],
  [0x0bd00bd0, 'Lustre'],
  [0x786f4256, 'VirtualBox'],
]);
/** Of these, some keep locks and some do not. */
const DOUBTFUL = new Map([
  [0x01021997, '9P'],
  [0x65735546, 'FUSE'],
]);
const MEMORY = new Map([
  [0x01021994, 'tmpfs'],
  [0x858458f6, 'ramfs'],
]);

const FULL = 2;

/** Where the file of DATABASE_URL lies, or will lie. Only Linux tells. */
export function sqliteFileFindings(config: Config): Finding[] {
  const folder = existingFolderOf(sqliteFile(config.DATABASE_URL));
  const type = process.platform === 'linux' ? statfsSync(folder).type >>> 0 : 0;
  return [fileSystem(type, config.isProduction), oneProcess(config)];
}

/** Judges a type of file system by its number. */
export function fileSystem(type: number, isProduction: boolean): Finding {
  const check = 'file system';
  const network = NETWORK.get(type);
  if (network)
    return refusal(
      check,
      `the SQLite file lies on ${network}, where its locks do not hold. Put it on a local disk, or use MySQL or MariaDB.`,
    );
  const doubtful = DOUBTFUL.get(type);
  if (doubtful)
    return refusalWhen(isProduction)(
      check,
      `the SQLite file lies on ${doubtful}, where its locks may not hold. Put it on a local disk, or use MySQL or MariaDB.`,
    );
  const memory = MEMORY.get(type);
  if (memory)
    return refusalWhen(isProduction)(
      check,
      `the SQLite file lies on ${memory}, which a restart of the machine empties. Put it on a disk.`,
    );
  return ok(check, 'local');
}

/** Redis joins replicas, of which SQLite allows one. */
function oneProcess({ REDIS_URL }: Config): Finding {
  const check = 'one process';
  if (REDIS_URL === undefined) return ok(check, 'an SQLite file serves one, and a second one is refused');
  return warning(
    check,
    'REDIS_URL is set, but an SQLite file serves one process alone. Use MySQL or MariaDB for several.',
  );
}

/** Looks into a file that exists. */
export async function sqliteFindings(sequelize: Sequelize): Promise<Finding[]> {
  const [journal] = await rows<{ journal_mode: string }>(sequelize, 'PRAGMA journal_mode');
  const [durability] = await rows<{ synchronous: number }>(sequelize, 'PRAGMA synchronous');
  const [keys] = await rows<{ foreign_keys: number }>(sequelize, 'PRAGMA foreign_keys');
  return [
    journal?.journal_mode === 'wal'
      ? ok('journal mode', 'WAL')
      : warning(
          'journal mode',
          `is ${journal?.journal_mode}, so readers wait for writers. The next start sets WAL.`,
        ),
    durability && durability.synchronous >= FULL
      ? ok('synchronous', 'FULL: what was acknowledged survives a crash')
      : problem(
          'synchronous',
          'is not FULL, so a crash loses what was acknowledged. Use the SQLite of npm ci.',
        ),
    keys?.foreign_keys === 1
      ? ok('foreign keys', 'are enforced')
      : problem('foreign keys', 'are not enforced. Use the SQLite of npm ci.'),
  ];
}

function existingFolderOf(file: string): string {
  const folder = dirname(file);
  return existsSync(folder) || folder === dirname(folder) ? folder : existingFolderOf(folder);
}
