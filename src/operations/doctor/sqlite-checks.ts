import { statfsSync } from 'node:fs';
import type { Sequelize } from 'sequelize';
import type { Config } from '../../config/config.js';
import { sqliteFile } from '../../database/sequelize-options.js';
import { existingFolderOf, openFault, writeFault } from '../../database/writable-file.js';
import { type Finding, ok, problem, refusal, refusalWhen, warning } from './finding.js';
import { rows } from './server-facts.js';

/**
 * Network file systems by their numbers in Linux, statfs(2). SQLite's locks do not work there, and two writers destroy
 * the file.
 */
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
/** File systems on which locks may or may not work. */
const DOUBTFUL = new Map([
  [0x01021997, '9P'],
  [0x65735546, 'FUSE'],
]);
const MEMORY = new Map([
  [0x01021994, 'tmpfs'],
  [0x858458f6, 'ramfs'],
]);

const FULL = 2;

/** Checks the file system of the database file. Only Linux reports its type. */
export function sqliteFileFindings(config: Config): Finding[] {
  const file = sqliteFile(config.DATABASE_URL);
  const type = process.platform === 'linux' ? statfsSync(existingFolderOf(file)).type >>> 0 : 0;
  return [fileSystem(type, config.isProduction), permission(file), oneProcess(config)];
}

/** Checks a file system by its type number. */
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

/** Checks permissions. With a read-only file the service starts, but is not ready until the file becomes writable. */
function permission(file: string): Finding {
  const check = 'permission';
  const fault = writeFault(file);
  if (fault === undefined) return ok(check, 'the SQLite file and its folder can be written');
  const judge = openFault(file) === undefined ? problem : refusal;
  return judge(check, `${fault}. Give the file and its folder to the user that runs the service.`);
}

/** Warns about Redis with SQLite: Redis connects replicas, but SQLite allows only one process. */
function oneProcess({ REDIS_URL }: Config): Finding {
  const check = 'one process';
  if (REDIS_URL === undefined) return ok(check, 'an SQLite file serves one, and a second one is refused');
  return warning(
    check,
    'REDIS_URL is set, but an SQLite file serves one process alone. Use MySQL or MariaDB for several.',
  );
}

/** Checks the contents of an existing file. */
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
