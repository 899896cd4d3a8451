/**
 * CLIENTS people who sign in at URL for SECONDS and, when told to come back later, do. A program of its own, so that it
 * does not stand in the way of what is measured meanwhile. Prints how many answers had which status.
 */
import { setTimeout as sleep } from 'node:timers/promises';

const { URL, BODY, CLIENTS, SECONDS } = process.env;
const SPREAD_MS = 1000;
const statuses = {};

for (let n = 0; n < Number(CLIENTS); n++) void person();
setTimeout(end, Number(SECONDS) * 1000);

function end() {
  process.stdout.write(JSON.stringify(statuses), () => process.exit());
}

/** People do not all move in the same millisecond. */
async function person() {
  for (let pause = 0; ;) {
    await sleep(pause + Math.random() * SPREAD_MS);
    const { status, retryAfter } = await signIn();
    statuses[status] = (statuses[status] ?? 0) + 1;
    pause = retryAfter * 1000;
  }
}

/** A broken connection is told apart by its code, as an answer is by its status. */
async function signIn() {
  try {
    const answer = await fetch(URL, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: BODY,
    });
    await answer.arrayBuffer();
    return { status: answer.status, retryAfter: Number(answer.headers.get('retry-after') ?? 0) };
  } catch (error) {
    return { status: error.cause?.code ?? error.message, retryAfter: 1 };
  }
}
