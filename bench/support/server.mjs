import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { onEveryCore, onServerCore } from './cores.mjs';

const FIRST_PORT = 4230;
const READY_MS = 60_000;
const STOP_TIMEOUT_MS = 5000;
const POLL_MS = 5;
const LOG_BYTES = 64 * 1024 * 1024;

let nextPort = FIRST_PORT;

/**
 * A program that was started and answers.
 * @typedef {object} Server
 * @property {string} url
 * @property {number} pid
 * @property {number} readyAfter milliseconds from the start of the process to the first good answer
 * @property {() => Promise<void>} stop
 */

/**
 * Starts a Node program and waits until it answers 200. It sees no variable of ours but those given here.
 * @param {object} what
 * @param {string} what.name
 * @param {string} what.script
 * @param {string} what.dir where it runs and logs
 * @param {Record<string, string>} [what.env]
 * @param {boolean} [what.onOneCore]
 * @param {string} [what.readyPath]
 * @returns {Promise<Server>}
 */
export async function startServer({ name, script, dir, env = {}, onOneCore = false, readyPath = '/' }) {
  const port = await freePort();
  const logFile = join(dir, `${name}-${port}.log`);
  const log = openSync(logFile, 'a');
  const [command, ...args] = (onOneCore ? onServerCore : onEveryCore)([process.execPath, script]);
  const started = performance.now();
  const child = spawn(command, args, {
    cwd: dir,
    env: { PATH: process.env.PATH, NODE_ENV: 'production', HOST: '127.0.0.1', PORT: String(port), ...env },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const ended = once(child, 'exit');
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);

  const url = `http://127.0.0.1:${port}`;
  try {
    await answers(url + readyPath, child);
  } catch (error) {
    kill();
    throw new Error(`${name} did not start: ${error.message}\n${lastLines(logFile)}`, { cause: error });
  }
  const readyAfter = performance.now() - started;
  const trimming = setInterval(() => trim(logFile), 1000).unref();

  return {
    url,
    pid: child.pid,
    readyAfter,
    async stop() {
      clearInterval(trimming);
      process.off('exit', kill);
      child.kill('SIGINT');
      const impatience = setTimeout(kill, STOP_TIMEOUT_MS);
      if (child.exitCode === null && child.signalCode === null) await ended;
      clearTimeout(impatience);
    },
  };
}

async function answers(url, child) {
  const deadline = performance.now() + READY_MS;
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`it ended with code ${child.exitCode}`);
    const status = await fetch(url).then(
      async (answer) => (await answer.arrayBuffer(), answer.status),
      () => undefined,
    );
    if (status === 200) return;
    await sleep(POLL_MS);
  }
  throw new Error(`${url} did not answer 200 within ${READY_MS / 1000} s`);
}

/** A server under full load writes megabytes a second; only the last lines are ever read. */
function trim(logFile) {
  if (statSync(logFile).size > LOG_BYTES) truncateSync(logFile);
}

function lastLines(logFile) {
  const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-20);
  return lines.map((line) => line.slice(0, 500)).join('\n');
}

/** Several servers may look for a port at once: each takes its number first and tries it then. */
async function freePort() {
  for (;;) {
    const port = nextPort++;
    const probe = createServer().listen(port, '127.0.0.1');
    const isFree = await once(probe, 'listening').then(
      () => true,
      () => false,
    );
    probe.close();
    if (isFree) return port;
  }
}
