import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { percentile, rateOf } from './statistics.mjs';

/**
 * What a load came to; times in milliseconds.
 * @typedef {{ perSecond: number, p50: number, p99: number }} Load
 */

const run = promisify(execFile);
const WRK_SCRIPT = fileURLToPath(new URL('wrk.lua', import.meta.url));
const PATIENT_CLIENTS = fileURLToPath(new URL('patient-clients.mjs', import.meta.url));
const TIMEOUT_SECONDS = 10;
const MORE_TIME = 4;

/** What sends requests that are all alike. wrk costs less than any server here; autocannon as much as the fastest. */
export const tool = spawnSync('wrk', ['-v']).error ? 'autocannon' : 'wrk';

/**
 * Sends one GET as often as can be. Any answer but 2xx is an error.
 * @param {{ url: string, headers?: Record<string, string>, connections?: number, seconds: number }} what
 * @returns {Promise<Load>}
 */
export async function hammer({ url, headers = {}, connections = 32, seconds }) {
  if (tool === 'autocannon') return converse({ url, method: 'GET', headers, connections, seconds });

  const found = await wrk({ url, headers, connections, seconds, args: ['GET'] });
  if (found.refused + found.broken > 0) {
    throw new Error(`${url}: ${found.refused} answers were not 2xx, ${found.broken} were none`);
  }
  return {
    perSecond: (found.requests * 1e6) / found.microseconds,
    p50: found.p50 / 1000,
    p99: found.p99 / 1000,
  };
}

/**
 * Sends one POST from many clients at once, each again as soon as it has its answer, whatever that is.
 * @returns {Promise<Record<string, number>>} how many answers had which status
 */
export async function floodWith({ url, body, connections, seconds }) {
  if (tool === 'wrk') {
    const found = await wrk({ url, headers: {}, connections, seconds, args: ['POST', body, 'count'] });
    return withBroken(found.statuses, found.broken);
  }
  const headers = { 'content-type': 'application/json' };
  const options = { url, method: 'POST', headers, body, connections, duration: seconds, workers: 1 };
  const { statusCodeStats, errors } = await autocannon(options);
  const counts = Object.entries(statusCodeStats).map(([status, { count }]) => [status, count]);
  return withBroken(Object.fromEntries(counts), errors);
}

function withBroken(statuses, broken) {
  return broken > 0 ? { ...statuses, 'no answer': broken } : statuses;
}

/**
 * The same from clients that wait as long as Retry-After asks, and up to a second more.
 * @returns {Promise<Record<string, number>>} how many answers had which status
 */
export async function visitWith({ url, body, connections, seconds }) {
  const env = {
    PATH: process.env.PATH,
    URL: url,
    BODY: body,
    CLIENTS: `${connections}`,
    SECONDS: `${seconds}`,
  };
  return JSON.parse((await run(process.execPath, [PATIENT_CLIENTS], { env })).stdout);
}

/**
 * Sends requests that may depend on the answer before. Any answer but 200 is an error. Where too few answers fit in, it
 * is done again in more time: a busy machine must not fail a smoke run.
 * @param {object} what
 * @param {string} what.url
 * @param {string} [what.method]
 * @param {Record<string, string>} [what.headers]
 * @param {number} what.connections
 * @param {number} what.seconds
 * @param {(answer?: object) => object} [what.body] makes the first body, and the next one of each answer
 * @returns {Promise<Load>}
 */
export async function converse(what) {
  const { url, method = 'POST', headers = {}, connections, seconds, body } = what;
  const moments = [];
  const latencies = [];
  const strays = [];
  const setupClient = (client) => {
    const chunks = [];
    if (body) client.setBody(JSON.stringify(body()));
    client.on('body', (chunk) => chunks.push(Buffer.from(chunk)));
    client.on('response', (status, _bytes, milliseconds) => {
      const text = Buffer.concat(chunks.splice(0)).toString();
      if (status === 200) {
        moments.push(performance.now());
        latencies.push(milliseconds);
        if (body) client.setBody(JSON.stringify(body(JSON.parse(text))));
      } else {
        strays.push(`${status} ${text.slice(0, 200)}`);
      }
    });
  };
  const options = {
    url,
    method,
    headers: body ? { 'content-type': 'application/json', ...headers } : headers,
    connections,
    duration: seconds,
    timeout: TIMEOUT_SECONDS,
    setupClient,
  };
  const { errors } = await autocannon(options);
  if (strays.length + errors > 0) {
    throw new Error(`${url}: ${errors} without an answer, ${strays.length} not 200, such as ${strays[0]}`);
  }
  if (moments.length < 2) return converse({ ...what, seconds: seconds * MORE_TIME });
  return {
    perSecond: rateOf(moments, connections),
    p50: percentile(latencies, 50),
    p99: percentile(latencies, 99),
  };
}

async function wrk({ url, headers, connections, seconds, args }) {
  const lines = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const how = [
    '-t1',
    `-c${connections}`,
    `-d${Math.ceil(seconds)}s`,
    '--timeout',
    `${TIMEOUT_SECONDS}s`,
    '-s',
    WRK_SCRIPT,
  ];
  const { stdout } = await run('wrk', [...how, ...lines, url, '--', ...args]);
  return JSON.parse(stdout.trim().split('\n').at(-1));
}
