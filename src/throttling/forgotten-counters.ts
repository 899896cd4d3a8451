import { createHash } from 'node:crypto';
import type { CounterState, Rule } from './counter.js';

/** Number of places for each limit; about 200 kB. */
const PLACES = 2048;

/**
 * Hits of counters that were dropped before their window ended. Counters share a fixed number of places, and each place
 * keeps the highest state that was dropped into it. A counter that is created again continues from its place, so it may
 * have more hits than before, but never fewer.
 */
export class ForgottenCounters {
  private readonly places = new Map<string, CounterState>();

  /** Keeps the hits of a dropped counter in its place. */
  add(id: string, rule: Rule, state: CounterState, now: number): void {
    if (state.endsAt <= now) return;
    const before = this.get(id, rule, now) ?? state;
    this.places.set(placeOf(id, rule), {
      hits: Math.max(before.hits, state.hits),
      level: Math.max(before.level, state.level),
      endsAt: Math.max(before.endsAt, state.endsAt),
    });
  }

  /** Returns the state that a counter with this id may have had in a window that is still open. */
  get(id: string, rule: Rule, now: number): CounterState | undefined {
    const place = placeOf(id, rule);
    const state = this.places.get(place);
    if (!state || state.endsAt > now) return state;
    this.places.delete(place);
    return undefined;
  }
}

/**
 * Returns the place of a counter. Different limits use different places, because half of a large limit exceeds a small
 * one.
 */
function placeOf(id: string, { limit, length }: Rule): string {
  const place = createHash('sha256').update(id).digest().readUInt16BE() % PLACES;
  return `${limit}/${length}/${place}`;
}
