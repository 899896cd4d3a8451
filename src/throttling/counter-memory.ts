import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { counted, type CounterState, type Rule } from './counter.js';

/** About 10 MB. Beyond it the counters that were not hit for the longest time are forgotten. */
const MOST_COUNTERS = 50_000;

/**
 * The counters as this process last knew them. What is shared with other replicas only grows, so a counter that is spent
 * here is spent everywhere; and when the others cannot be asked, counting goes on from here.
 */
@Injectable()
export class CounterMemory {
  private readonly counters = new LRUCache<string, CounterState>({ max: MOST_COUNTERS });

  /** The counter, if nothing is left of it before its window ends. */
  spent(id: string, { limit }: Rule, now: number): CounterState | undefined {
    const state = this.counters.get(id);
    return state && state.endsAt > now && state.hits >= limit ? { ...state, hits: limit + 1 } : undefined;
  }

  /** Counts a hit, as if this process were the only one. */
  count(id: string, rule: Rule, now: number): CounterState {
    const state = counted(this.counters.get(id), rule, now);
    this.counters.set(id, state);
    return state;
  }

  /** Takes over what is shared. Answers may overtake each other: a window's hits never become fewer. */
  learn(id: string, state: CounterState): void {
    const known = this.counters.get(id);
    if (known?.endsAt === state.endsAt && known.hits > state.hits) return;
    this.counters.set(id, state);
  }

  /** Sets a counter back. */
  forget(id: string): void {
    this.counters.delete(id);
  }
}
