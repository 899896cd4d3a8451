import type { Rate } from '../config/variable.decorators.js';

const HOUR = 3_600_000;
export const MOST_LEVELS = 7;

/** How long counters that have ended are remembered: whoever comes back sooner finds a longer window. */
export const MEMORY = HOUR;

/**
 * What a counter allows: so many hits in a window of `length`. The window after one that was used up is twice as long, up
 * to `longest`. Times are milliseconds.
 */
export interface Rule {
  readonly limit: number;
  readonly length: number;
  readonly longest: number;
}

/** A counter: hits in the window that ends then, and how many windows in a row were used up before. */
export interface CounterState {
  readonly hits: number;
  readonly level: number;
  readonly endsAt: number;
}

/** One thing to be counted: the counter's id, which tells nothing of what it counts, and its rule. */
export interface Bucket {
  readonly id: string;
  readonly rule: Rule;
}

/** A rule whose windows are all alike. */
export function steady({ count, seconds }: Rate): Rule {
  return { limit: count, length: seconds * 1000, longest: seconds * 1000 };
}

/** A rule that slows down who keeps trying: window after window, up to an hour. */
export function growing({ count, seconds }: Rate): Rule {
  return { limit: count, length: seconds * 1000, longest: Math.max(seconds * 1000, HOUR) };
}

/** The counter after one more hit. DatabaseCounters and RedisCounters say the same in SQL and in Lua. */
export function counted(before: CounterState | undefined, rule: Rule, now: number): CounterState {
  const { hits, level, endsAt } = before ?? { hits: 0, level: 0, endsAt: -Infinity };
  if (endsAt > now) return { hits: Math.min(hits + 1, rule.limit + 1), level, endsAt };

  const isUsedUp = hits >= rule.limit;
  const next = endsAt + MEMORY <= now ? 0 : Math.min(level + (isUsedUp ? 1 : 0), MOST_LEVELS);
  return { hits: 1, level: next, endsAt: now + Math.min(rule.length * 2 ** next, rule.longest) };
}
