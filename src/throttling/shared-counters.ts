import type { CounterState, Rule } from './counter.js';

/** Counters that all replicas share. */
export abstract class SharedCounters {
  /** Counts one hit, in one step: of any number at once, each gets another answer. Rejects when it cannot be asked. */
  abstract count(id: string, rule: Rule, now: number): Promise<CounterState | undefined>;

  /** Sets counters back. */
  abstract forget(ids: string[]): Promise<void>;
}

/** For SQLite, whose file serves one process alone: what that process has in its memory is exact. */
export class NoSharedCounters implements SharedCounters {
  async count(): Promise<undefined> {
    return undefined;
  }

  async forget(): Promise<void> {}
}
