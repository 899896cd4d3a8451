import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { login, PASSWORD, signUp } from '../support/clients.mjs';
import { converse, hammer } from '../support/load.mjs';
import { percentile, summarize } from '../support/statistics.mjs';

export const title = 'Resident memory, on every core';

const SETTLE_SECONDS = 5;

/** Measures the memory of the process when idle, under load and afterwards, and whether it grows. */
export async function play(stage, { memorySeconds, smoke }) {
  if (!existsSync('/proc/self/status'))
    return { skipped: 'Memory is read from /proc, which only Linux has.' };

  const server = await stage.startWatchword({ env: { ACCESS_TOKEN_TTL: '1d' } });
  const pause = smoke ? 0.2 : SETTLE_SECONDS;
  await sleep(pause * 1000);
  const idle = residentMegabytes(server.pid);

  const samples = [];
  const watching = setInterval(() => samples.push(residentMegabytes(server.pid)), smoke ? 100 : 1000);
  await load(server, memorySeconds).finally(() => clearInterval(watching));
  await sleep(pause * 1000);

  const metrics = {
    idle: summarize([idle]),
    load: summarize(samples),
    after: summarize([residentMegabytes(server.pid)]),
    growth: summarize([growth(samples)]),
  };
  const notes = [
    `${memorySeconds} s of load: /protected as fast as it goes, sign-ins, and refreshes where there are any. Growth compares the last fifth of the load with the second: 1 is flat.`,
  ];
  return { rows: [{ name: 'Watchword', metrics }], notes };
}

async function load(server, seconds) {
  const headers = await signUp(server);
  const { refreshToken } = await login(server, 'alice');
  const credentials = { name: 'alice', password: PASSWORD };
  await Promise.all([
    hammer({ url: `${server.url}/protected`, headers, seconds }),
    converse({ url: `${server.url}/login`, connections: 1, seconds, body: () => credentials }),
    refreshToken &&
      converse({ url: `${server.url}/refresh`, connections: 1, seconds, body: follow(refreshToken) }),
  ]);
}

function follow(first) {
  let refreshToken = first;
  return (answer) => {
    if (answer) refreshToken = answer.refreshToken;
    return { refreshToken };
  };
}

/** Returns the ratio of the medians of the last and the second fifth. The first fifth is warm-up. */
function growth(samples) {
  const fifth = Math.max(1, Math.floor(samples.length / 5));
  return percentile(samples.slice(-fifth), 50) / percentile(samples.slice(fifth, 2 * fifth), 50);
}

function residentMegabytes(pid) {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(kilobytes) / 1024;
}
