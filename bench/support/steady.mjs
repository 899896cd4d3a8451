import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from './statistics.mjs';

const SOCKETS = 64;

/**
 * Sends requests at a fixed rate, whether or not earlier ones were answered: a server that stalls is seen to stall
 * (closed loops would stop asking meanwhile). Any answer but 200 is an error.
 * @param {{ url: string, headers: Record<string, string>, perSecond: number, seconds: number }} what
 * @returns {Promise<{ p50: number, p99: number, worst: number }>} milliseconds
 */
export async function steady({ url, headers, perSecond, seconds }) {
  const agent = new Agent({ keepAlive: true, maxSockets: SOCKETS });
  const answers = [];
  const started = performance.now();
  for (let sent = 0; sent < perSecond * seconds; sent++) {
    const due = started + (sent * 1000) / perSecond;
    const early = due - performance.now();
    if (early > 0) await sleep(early);
    const answer = timed(url, { headers, agent });
    answer.catch(() => undefined);
    answers.push(answer);
  }
  const latencies = await Promise.all(answers).finally(() => agent.destroy());
  return {
    p50: percentile(latencies, 50),
    p99: percentile(latencies, 99),
    worst: Math.max(...latencies),
  };
}

function timed(url, options) {
  const sent = performance.now();
  return new Promise((resolve, reject) => {
    const request = get(url, options, (answer) => {
      answer.resume();
      answer.once('end', () => {
        if (answer.statusCode === 200) resolve(performance.now() - sent);
        else reject(new Error(`${url} answered ${answer.statusCode}`));
      });
    });
    request.once('error', reject);
  });
}
