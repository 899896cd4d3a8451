import type { Surroundings } from './surroundings.js';

/** How long a call waits in total for a busy service, in milliseconds. */
const LONGEST_WAIT_MS = 10_000;
const SHORTEST_WAIT_MS = 100;

/** Methods that may be repeated if it is unknown whether the first request was carried out (RFC 9110 9.2.2). */
const IDEMPOTENT = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'];

export const isIdempotent = ({ method }: Request) => IDEMPOTENT.includes(method);

/**
 * Sends a request, and sends it again after Retry-After if the service is busy: after 429, which did nothing,
 * and after 503 if the request may be repeated. It waits for ten seconds at most, and then returns the last
 * response.
 */
export async function patiently(
  request: Request,
  { fetch, now, sleep }: Pick<Surroundings, 'fetch' | 'now' | 'sleep'>,
  mayRepeat = isIdempotent(request),
): Promise<Response> {
  let left = LONGEST_WAIT_MS;
  for (;;) {
    const response = await fetch(request.clone());
    const isBusy = response.status === 429 || (response.status === 503 && mayRepeat);
    const wait = isBusy ? waitOf(response, now()) : undefined;
    if (wait === undefined || wait > left) return response;
    left -= wait;
    await sleep(wait);
  }
}

/** Returns the milliseconds to wait, from a Retry-After with a number of seconds or a date. */
function waitOf({ headers }: Response, now: number): number | undefined {
  const text = headers.get('retry-after');
  if (text === null) return undefined;
  const wait = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(wait) ? undefined : Math.max(wait, SHORTEST_WAIT_MS);
}
