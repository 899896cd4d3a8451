import type { RateLimit } from '../common/rate-limit.js';
import { numberHeader, textHeader } from './described-headers.js';

/** OpenAPI descriptions of the headers. */
export const DESCRIBED_RATE_LIMIT_HEADERS = {
  'RateLimit-Limit': numberHeader('How many requests a window allows.'),
  'RateLimit-Remaining': numberHeader('How many requests are left in this window.'),
  'RateLimit-Reset': numberHeader('The number of seconds until this window ends.'),
  'RateLimit-Policy': textHeader('The limit and the length of a window in seconds, such as `10;w=60`.'),
};

/** Names of the headers that CORS exposes to pages. */
export const RATE_LIMIT_HEADERS = Object.keys(DESCRIBED_RATE_LIMIT_HEADERS);

/** Returns the headers with the state of a limit (draft-ietf-httpapi-ratelimit-headers-06). */
export function rateLimitHeaders(rateLimit: RateLimit | undefined): Record<string, string> {
  if (!rateLimit) return {};
  const { limit, remaining, secondsLeft, windowSeconds } = rateLimit;
  return {
    'RateLimit-Limit': String(limit),
    'RateLimit-Remaining': String(remaining),
    'RateLimit-Reset': String(Math.ceil(secondsLeft)),
    'RateLimit-Policy': `${limit};w=${windowSeconds}`,
  };
}
