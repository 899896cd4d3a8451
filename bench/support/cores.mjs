import { execFileSync, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Cores of this machine. */
export const cores = availableParallelism();

/** Whether processes can be tied to a core: on Linux, with util-linux's `taskset`, where there are two or more. */
export const canPin = cores > 1 && spawnSync('taskset', ['-p', String(process.pid)]).status === 0;

const SERVER_CORE = '0';
const CLIENT_CORE = String(cores - 1);

/** Hashes at once that Watchword allows itself by default. */
export const lanes = Math.max(1, cores - 1);

/** The command that runs a server on the first core alone, where that is possible. */
export function onServerCore(command) {
  return canPin ? ['taskset', '-c', SERVER_CORE, ...command] : command;
}

/** The command that runs a server on every core, as it would without us: children inherit our own core otherwise. */
export function onEveryCore(command) {
  return canPin ? ['taskset', '-c', `0-${CLIENT_CORE}`, ...command] : command;
}

/** Moves this process, which is the client, to the last core. Programs it starts come along unless told otherwise. */
export function moveToClientCore() {
  if (canPin) execFileSync('taskset', ['-apc', CLIENT_CORE, String(process.pid)]);
}
