import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Ends the database servers that were started, and removes their data. Jest calls it once, for all projects. */
export default function removeDatabaseServers(_, { globals: { FAULTS_DIRECTORY } }) {
  const contentOf = (...names) => {
    const path = join(FAULTS_DIRECTORY, ...names);
    return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
  };
  const name = contentOf('mysql');
  if (name) execFileSync(join(import.meta.dirname, '../../../scripts/mysql'), ['wipe', name]);
  const pid = contentOf('mariadb', 'pid');
  if (pid) process.kill(Number(pid), 'SIGKILL');
  rmSync(FAULTS_DIRECTORY, { recursive: true, force: true });
}
