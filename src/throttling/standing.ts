import type { RateLimit } from '../common/rate-limit.js';
import type { CounterState, Rule } from './counter.js';
import { RateLimited } from './throttling.errors.js';

/** Where a hit was counted: the counter, and the end of its window. */
export interface CountedHit {
  readonly id: string;
  readonly endsAt: number;
}

/** The state of a counter at the time `now`, in milliseconds since the epoch. */
export interface Standing extends CounterState {
  readonly rule: Rule;
  readonly now: number;
  /** The hits that led to this state. Absent if the counter was known to be used up. */
  readonly counted?: readonly CountedHit[];
}

/** Returns the public view of the state. */
export function rateLimitOf({ rule, now, hits, endsAt }: Standing): RateLimit {
  return {
    limit: rule.limit,
    remaining: Math.max(0, rule.limit - hits),
    secondsLeft: (endsAt - now) / 1000,
    windowSeconds: rule.length / 1000,
  };
}

/** Returns the error for a counter in this state. */
export function refusalBy(standing: Standing): RateLimited {
  const rateLimit = rateLimitOf(standing);
  return new RateLimited(undefined, { retryAfter: rateLimit.secondsLeft, rateLimit });
}
