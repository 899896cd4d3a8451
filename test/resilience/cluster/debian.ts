import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const POLICY = '/usr/sbin/policy-rc.d';
const LAYOUT = ['bin', 'lib', 'lib64', 'sbin', 'usr'];

/** Runs a command and returns its output. @throws an error with its messages when it fails */
export function run(command: string, ...words: string[]): string {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    return execFileSync(command, words, { encoding: 'utf8', stdio: 'pipe', env: environment });
  } catch (error) {
    const { stderr, stdout } = error as { stderr?: string; stdout?: string };
    throw new Error(`${command} ${words.join(' ')} failed: ${stderr}${stdout}`, { cause: error });
  }
}

/** Ends all processes that were started with this folder. */
export function endStrays(folder: string): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder)) process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has ended meanwhile.
    }
  }
}

/** Installs the Debian packages of missing files, without starting or restarting any service. */
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
 * Creates a small Debian in a folder with a MySQL server, because Debian's stable release has only MariaDB. The folder
 * is kept for the next run.
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
