import { Injectable, Optional } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { counted, type CounterState, type Rule, withoutOne } from './counter.js';
import { ForgottenCounters } from './forgotten-counters.js';

/** Maximum number of counters of each of the two kinds; about 20 MB together. */
const MAX_COUNTERS = 50_000;
/** Counters checked for expiry whenever one is added, so that expired ones make room. */
const LOOKED_AT = 2;

interface Kept {
  readonly state: CounterState;
  readonly rule: Rule;
}

/**
 * The last known state of counters in this process. Shared counters only grow, so a counter that is used up here is
 * used up everywhere. When the shared store is unavailable, counting continues from this state.
 *
 * Its size is bounded, but a flood of other counters cannot reset one. A counter above half its limit is never dropped
 * before its window ends. Others are dropped, the least recently hit first, but their hits stay in a few thousand
 * places that counters share, and a counter that is created again starts from its place. When counters above half their
 * limit fill the memory, new ones are counted only in the shared places: together, but still limited.
 */
@Injectable()
export class CounterMemory {
  private readonly forgotten = new ForgottenCounters();
  private readonly heavy = new Map<string, Kept>();
  private now = 0;
  private readonly light: LRUCache<string, Kept>;

  constructor(@Optional() private readonly max: number = MAX_COUNTERS) {
    this.light = new LRUCache({
      max,
      dispose: ({ state, rule }, id, reason) => {
        if (reason === 'evict') this.forgotten.add(id, rule, state, this.now);
      },
    });
  }

  /** Returns the counter if it is used up until its window ends. */
  spent(id: string, rule: Rule, now: number): CounterState | undefined {
    const state = this.get(id) ?? (this.isFull ? this.forgotten.get(id, rule, now) : undefined);
    return state && state.endsAt > now && state.hits >= rule.limit
      ? { ...state, hits: rule.limit + 1 }
      : undefined;
  }

  /** Returns the hits of the counter's current window that this process knows. */
  heard(id: string, now: number): number {
    const state = this.get(id);
    return state && state.endsAt > now ? state.hits : 0;
  }

  /** Counts a hit as if this process were the only one, and returns the new state. */
  count(id: string, rule: Rule, now: number): CounterState {
    const before = this.get(id) ?? this.forgotten.get(id, rule, now);
    const state = counted(before, rule, now);
    this.keep(id, { state, rule }, now);
    return state;
  }

  /** Counts a hit that is not sent to the shared store yet. Returns nothing when the rule allows no more local hits. */
  countLocally(id: string, rule: Rule, now: number): CounterState | undefined {
    if (rule.local === 0) return undefined;
    const before = this.get(id);
    const state = counted(before, rule, now);
    // Hits of a dropped counter must not be counted locally a second time.
    const dropped = this.forgotten.get(id, rule, now)?.hits ?? 0;
    if (Math.max(state.hits, dropped + 1) > rule.local) return undefined;
    const unsent = before && before.endsAt > now ? (before.unsent ?? 0) : 0;
    const local = { ...state, unsent: unsent + 1 };
    this.keep(id, { state: local, rule }, now);
    return local;
  }

  /** Returns the hits of the window that were not sent yet. The caller must send them now. */
  takeUnsent(id: string, now: number): number {
    const kept = this.heavy.get(id) ?? this.light.get(id);
    const { unsent = 0, endsAt } = kept?.state ?? { endsAt: -Infinity };
    if (!kept || unsent === 0) return 0;
    this.keep(id, { ...kept, state: { ...kept.state, unsent: 0 } }, now);
    return endsAt > now ? unsent : 0;
  }

  /** Adds hits to the counter that could not be sent. */
  returnUnsent(id: string, amount: number, now: number): void {
    const kept = this.heavy.get(id) ?? this.light.get(id);
    if (!kept || amount === 0) return;
    const unsent = (kept.state.unsent ?? 0) + amount;
    this.keep(id, { ...kept, state: { ...kept.state, unsent } }, now);
  }

  /** Removes a hit from the window that ends at `endsAt`. */
  giveBack(id: string, rule: Rule, endsAt: number, now: number): void {
    const kept = this.heavy.get(id) ?? this.light.get(id);
    if (kept?.state.endsAt !== endsAt) return;
    this.keep(id, { ...kept, state: { ...kept.state, hits: withoutOne(kept.state.hits, rule) } }, now);
  }

  /**
   * Stores the shared state. Responses may arrive out of order, so the hits of a window decrease only if the store says
   * that hits were removed.
   */
  learn(id: string, rule: Rule, state: CounterState, now: number): void {
    const known = this.get(id);
    const isReset = (state.resetAt ?? 0) > (known?.resetAt ?? 0);
    if (known?.endsAt === state.endsAt && known.hits > state.hits && !isReset) return;
    this.keep(id, { state: { ...state, unsent: known?.unsent ?? 0, isShared: true }, rule }, now);
  }

  /** Returns whether the database may have this counter, as far as this process knows. */
  isShared(id: string): boolean {
    return this.get(id)?.isShared === true;
  }

  /** Resets a counter. */
  forget(id: string): void {
    this.heavy.delete(id);
    this.light.delete(id);
  }

  private get isFull(): boolean {
    return this.heavy.size >= this.max;
  }

  private get(id: string): CounterState | undefined {
    return (this.heavy.get(id) ?? this.light.get(id))?.state;
  }

  private keep(id: string, kept: Kept, now: number): void {
    this.now = now;
    if (kept.state.hits * 2 <= kept.rule.limit) {
      this.heavy.delete(id);
      this.light.set(id, kept);
      return;
    }
    if (!this.heavy.has(id)) this.dropEnded(now);
    this.light.delete(id);
    if (this.heavy.has(id) || !this.isFull) this.heavy.set(id, kept);
    else this.forgotten.add(id, kept.rule, kept.state, now);
  }

  /** Checks a few counters at a time, in turn. One that has not expired moves to the end of the queue. */
  private dropEnded(now: number): void {
    const oldest = this.heavy.entries();
    for (let looked = 0; looked < LOOKED_AT; looked++) {
      const [id, kept] = oldest.next().value ?? [];
      if (id === undefined || kept === undefined) return;
      this.heavy.delete(id);
      if (kept.state.endsAt > now) this.heavy.set(id, kept);
      else this.light.set(id, kept);
    }
  }
}
