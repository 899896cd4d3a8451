import { execFileSync } from 'node:child_process';
import { cpus, release, totalmem, type } from 'node:os';
import { canPin, cores } from './cores.mjs';
import { tool } from './load.mjs';

/** What a reader must know to judge the numbers. */
export async function describeRun(databases, { rounds, seconds, smoke }) {
  return {
    date: new Date().toISOString(),
    commit: commit(),
    command: ['npm run', smoke ? 'bench:smoke' : 'bench', ...extraArguments()].join(' '),
    machine: `${cores} cores, ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, ${type()} ${release()}`,
    node: process.version,
    database: await databases.describe(),
    load: canPin
      ? `${tool}, on the last core; servers on the first core or on every core, as each table says`
      : `${tool}; nothing is tied to a core, since there is no taskset or only one core`,
    rounds: `${rounds} of ${seconds} s each, in turn`,
  };
}

function extraArguments() {
  const given = process.argv.slice(2).filter((argument) => argument !== '--smoke');
  return given.length > 0 ? ['--', ...given] : [];
}

function commit() {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], {
      encoding: 'utf8',
      cwd: new URL('..', import.meta.url),
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'unknown';
  }
}
