import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const HALF_DIGITS = 3;
const HALF = 16 ** HALF_DIGITS;
const MAX_COUNT = HALF ** 2;

/**
 * Hexadecimal digits of the halves of a count: looking up two of them takes a tenth of the time of formatting a number.
 */
const HALVES = Array.from({ length: HALF }, (_, half) => half.toString(16).padStart(HALF_DIGITS, '0'));

/** The random start of ids, replaced when the count at their end overflows. */
let prefix = '';
let count = MAX_COUNT;

/**
 * Returns the X-Request-Id that the caller sent, so that a request can be traced through several services, or a new
 * one.
 */
export function requestId({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w.:-]{1,64}$/.test(given) ? given : nextRequestId();
}

/** Returns a new unique id for a request. */
export function nextRequestId(): string {
  if (count === MAX_COUNT) {
    prefix = randomUUID().slice(0, -2 * HALF_DIGITS);
    count = 0;
  }
  const id = prefix + HALVES[Math.floor(count / HALF)] + HALVES[count % HALF];
  count += 1;
  return id;
}
