import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const HALF_DIGITS = 3;
const HALF = 16 ** HALF_DIGITS;
const MOST = HALF ** 2;

/** The halves of every count: to look two up takes a tenth of the time in which a number becomes digits. */
const HALVES = Array.from({ length: HALF }, (_, half) => half.toString(16).padStart(HALF_DIGITS, '0'));

/** What ids begin with until the count, with which they end, is through. */
let prefix = '';
let count = MOST;

/** Whoever calls may name the request, so that it can be followed through several services. */
export function requestId({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w.:-]{1,64}$/.test(given) ? given : nextRequestId();
}

/** A name for a request, which none has had before. */
export function nextRequestId(): string {
  if (count === MOST) {
    prefix = randomUUID().slice(0, -2 * HALF_DIGITS);
    count = 0;
  }
  const id = prefix + HALVES[Math.floor(count / HALF)] + HALVES[count % HALF];
  count += 1;
  return id;
}
