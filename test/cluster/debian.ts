import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const POLICY = '/usr/sbin/policy-rc.d';
const LAYOUT = ['bin', 'lib', 'lib64', 'sbin', 'usr'];

/** Runs a command, and answers what it printed. @throws with what it said, when it fails */
export function run(command: string, ...words: string[]): string {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    return execFileSync(command, words, { encoding: 'utf8', stdio: 'pipe', env: environment });
  } catch (error) {
    const { stderr, stdout } = error as { stderr?: string; stdout?: string };
    throw new Error(`${command} ${words.join(' ')} failed: ${stderr}${stdout}`, { cause: error });
  }
}

/** Ends every process that was started with this folder, of which nobody else knows. */
export function endStrays(folder: string): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder)) process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has ended meanwhile.
    }
  }
}

/** Makes sure of files by the Debian packages that have them. No service is started or restarted by it. */
export function installed(packages: Record<string, string>): void {
  const missing = Object.entries(packages).filter(([file]) => !existsSync(file));
  if (missing.length === 0) return;

  const names = [...new Set(missing.map(([, name]) => name))];
  process.stdout.write(`installing the Debian packages ${names.join(', ')}\n`);
  const isOurs = !existsSync(POLICY);
  if (isOurs) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    run('apt-get', 'update', '-qq');
    run('apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...names);
  } finally {
    if (isOurs) rmSync(POLICY);
  }
}

/**
 * Makes a small Debian in a folder, with a MySQL server in it: Debian's stable release has MariaDB alone. It stays, so
 * that the next run finds it.
 */
export function mysqlRoot(): string {
  const root = process.env.MYSQL_ROOT ?? '/var/tmp/mysql-root';
  if (existsSync(`${root}/usr/sbin/mysqld`)) return root;

  installed({ '/usr/sbin/debootstrap': 'debootstrap' });
  process.stdout.write(`making ${root} with MySQL from Debian's unstable release; it takes a minute\n`);
  for (const part of LAYOUT) rmSync(`${root}/${part}`, { recursive: true, force: true });
  mkdirSync(dirname(root), { recursive: true });
  run('/usr/sbin/debootstrap', '--variant=minbase', '--include=mysql-server-core', 'sid', root);
  return root;
}
