import type { Transaction } from 'sequelize';
import type { CounterState, Rule } from './counter.js';

/** Counters that all replicas share. */
export abstract class SharedCounters {
  /** Whether this store may lose counters, so that each process must also count by itself. */
  abstract readonly mayForget: boolean;

  /** Whether each hit costs a commit, so that a process counts the first hits of a window locally (`Rule.local`). */
  abstract readonly isDurable: boolean;

  /**
   * Counts hits atomically: each of several simultaneous calls returns a different state. @throws when the store is
   * unavailable
   */
  abstract count(id: string, rule: Rule, now: number, hits: number): Promise<CounterState | undefined>;

  /** Atomically removes a hit from the window that ends at `endsAt`. @throws when the store is unavailable */
  abstract giveBack(id: string, rule: Rule, endsAt: number, now: number): Promise<void>;

  /** Resets counters if the transaction commits. */
  abstract forget(ids: string[], now: number, transaction: Transaction): Promise<void>;
}

/** The store for SQLite, which serves only one process: the counters in its memory are exact. */
export class NoSharedCounters implements SharedCounters {
  readonly mayForget = false;
  readonly isDurable = false;

  /** Returns nothing: the caller's own count is used. */
  async count(): Promise<undefined> {
    return undefined;
  }

  async giveBack(): Promise<void> {}

  async forget(): Promise<void> {}
}
