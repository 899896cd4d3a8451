import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const COUNTER_DIGITS = 12;
const MOST = 16 ** COUNTER_DIGITS;

/** What this process's ids begin with; they end with a number that goes up. */
const PREFIX = randomUUID().slice(0, -COUNTER_DIGITS);

let count = Math.floor(Math.random() * MOST);

/** Whoever calls may name the request, so that it can be followed through several services. */
export function requestId({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w.:-]{1,64}$/.test(given) ? given : nextRequestId();
}

/** A name for a request, which none has had before. */
export function nextRequestId(): string {
  count = (count + 1) % MOST;
  return PREFIX + count.toString(16).padStart(COUNTER_DIGITS, '0');
}
