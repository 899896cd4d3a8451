import type { Rate } from '../config/variable.decorators.js';

const HOUR = 3_600_000;
export const MAX_LEVELS = 7;

/** How long expired counters are remembered: a caller who returns sooner gets a longer window. */
export const MEMORY = HOUR;

/**
 * A process counts this fraction of a limit (a tenth) by itself before it counts in the database: see CountersService.
 */
const LOCAL_PART = 10;

/**
 * The limits of a counter: `limit` hits in a window of `length`. The window after a used-up one is twice as long, up to
 * `longest`. Times are milliseconds. A process may count `local` hits of a window before it shares them. If hits can be
 * given back (`givesBack`), a used-up counter may have room again, so the shared store is queried for every hit.
 */
export interface Rule {
  readonly limit: number;
  readonly length: number;
  readonly longest: number;
  readonly local: number;
  readonly givesBack?: boolean;
}

/** The state of a counter: the hits and the end of its window, and how many consecutive windows were used up before. */
export interface CounterState {
  readonly hits: number;
  readonly level: number;
  readonly endsAt: number;
  /** When a correct password last reset it; only for counters in a store that may lose them. */
  readonly resetAt?: number;
  /** Hits that were not sent to the shared store yet. */
  readonly unsent?: number;
  /** Whether the database has, or had, this counter. */
  readonly isShared?: boolean;
}

/** The id of a counter, and its id under SECRET_KEY_PREVIOUS if that is set. Neither reveals what is counted. */
export interface CounterIds {
  readonly id: string;
  readonly previousId?: string | undefined;
}

/** A counter to be hit, and its rule. */
export interface Bucket extends CounterIds {
  readonly rule: Rule;
}

/** Returns a rule with windows of equal length. */
export function steady({ count, seconds }: Rate): Rule {
  const length = seconds * 1000;
  return { limit: count, length, longest: length, local: Math.floor(count / LOCAL_PART) };
}

/** Returns a rule that slows down a caller who keeps trying: each window is longer, up to an hour. */
export function growing(rate: Rate): Rule {
  const rule = steady(rate);
  return { ...rule, longest: Math.max(rule.length, HOUR) };
}

/** Returns the same rule without local hits: each hit is counted in the database. */
export function exact(rule: Rule): Rule {
  return { ...rule, local: 0 };
}

/** Returns the same rule for a counter whose hits can be given back. */
export function givingBack(rule: Rule): Rule {
  return { ...exact(rule), givesBack: true };
}

/** Returns the rule for codes that could be guessed: attempts per hour. A correct code gives its attempt back. */
export function guesses(count: number): Rule {
  return givingBack(steady({ count, seconds: HOUR / 1000 }));
}

/**
 * Returns the hits after one of them was given back. A counter stops at one above its limit, which stands for any
 * number of refused hits; at most `limit` hits were accepted.
 */
export function withoutOne(hits: number, { limit }: Rule): number {
  return Math.max(0, Math.min(hits, limit) - 1);
}

/** Returns the state after one more hit. DatabaseCounters and RedisCounters do the same in SQL and Lua. */
export function counted(before: CounterState | undefined, rule: Rule, now: number): CounterState {
  const { hits, level, endsAt } = before ?? { hits: 0, level: 0, endsAt: -Infinity };
  if (before && endsAt > now) return { ...before, hits: Math.min(hits + 1, rule.limit + 1) };

  const isUsedUp = hits >= rule.limit;
  const next = endsAt + MEMORY <= now ? 0 : Math.min(level + (isUsedUp ? 1 : 0), MAX_LEVELS);
  return { ...before, hits: 1, level: next, endsAt: now + Math.min(rule.length * 2 ** next, rule.longest) };
}
