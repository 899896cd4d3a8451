import { Injectable, Logger } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import { Clock } from '../common/clock.js';
import type { Bucket, CounterIds, CounterState, Rule } from './counter.js';
import { CounterMemory } from './counter-memory.js';
import { SharedCounters } from './shared-counters.js';
import { type CountedHit, refusalBy, type Standing } from './standing.js';
import type { RateLimited } from './throttling.errors.js';

/** The state of the buckets after a hit in each. If one refused, it is the last. */
export interface Taken {
  readonly standings: Standing[];
  readonly refusedBy?: Bucket;
  readonly refusal?: RateLimited;
}

/**
 * Counts attempts before they are carried out. With Redis the count is exact across replicas. In the database a hit
 * costs a commit, so each process counts the first tenth of a limit by itself and adds it with the next hit: a single
 * process is exact, and each further one allows at most a tenth more. When the shared store is unavailable, each
 * process continues to count by itself, so attempts are always limited and never fail.
 */
@Injectable()
export class CountersService {
  private readonly logger = new Logger(CountersService.name);
  private isAlone = false;

  constructor(
    private readonly memory: CounterMemory,
    private readonly shared: SharedCounters,
    private readonly clock: Clock,
  ) {}

  /**
   * Counts one hit in each bucket, up to the first that is used up, and returns the state of the first one. A caller
   * refused by one bucket is not counted in the buckets after it. If this process knows that a bucket is used up, it
   * counts nothing and queries no other store, unless hits are given back.
   * @throws RateLimited
   */
  async count(...buckets: [Bucket, ...Bucket[]]): Promise<Standing> {
    const { standings, refusal } = await this.take(...buckets);
    if (refusal) throw refusal;
    return standings[0] as Standing;
  }

  /** Counts like `count`, but returns a refusal instead of throwing it. */
  async take(...buckets: Bucket[]): Promise<Taken> {
    const now = this.clock.now().getTime();
    for (const bucket of buckets) {
      const spent = this.spent(bucket, now);
      if (spent) return refused(bucket, [{ rule: bucket.rule, now, ...spent }]);
    }
    const standings: Standing[] = [];
    for (const bucket of buckets) {
      const standing = await this.hitAll(bucket, now);
      standings.push(standing);
      if (standing.hits > standing.rule.limit) return refused(bucket, standings);
    }
    return { standings };
  }

  /** Counts like `take`, but if one bucket refuses an attempt, no bucket counts it. */
  async takeAll(...buckets: Bucket[]): Promise<Taken> {
    const taken = await this.take(...buckets);
    if (taken.refusal) await this.giveBack(taken.standings.slice(0, -1));
    return taken;
  }

  /** Gives hits back, each to the window in which it was counted. A hit that cannot be given back stays counted. */
  async giveBack(standings: readonly Standing[]): Promise<void> {
    const now = this.clock.now().getTime();
    const hits = standings.flatMap(({ rule, counted = [] }) => counted.map((hit) => ({ ...hit, rule })));
    await Promise.all(
      hits.map(async ({ id, rule, endsAt }) => {
        this.memory.giveBack(id, rule, endsAt, now);
        await this.shared.giveBack(id, rule, endsAt, now).catch((error: unknown) => this.note(true, error));
      }),
    );
  }

  /** Returns the hits of the counter's window that this process knows. It queries no other store and counts nothing. */
  heard(id: string): number {
    return this.memory.heard(id, this.clock.now().getTime());
  }

  /**
   * Resets counters if the transaction commits. In the database it resets only those that this process has seen there;
   * others expire with their window.
   */
  async forget(counters: readonly CounterIds[], transaction: Transaction): Promise<void> {
    const ids = counters.flatMap(idsOf);
    const shared = this.shared.isDurable ? ids.filter((id) => this.memory.isShared(id)) : ids;
    await this.shared.forget(shared, this.clock.now().getTime(), transaction);
    transaction.afterCommit(() => ids.forEach((id) => this.memory.forget(id)));
  }

  /** Returns the state of a bucket that this process knows to be used up, under either of its ids. */
  private spent(bucket: Bucket, now: number): CounterState | undefined {
    if (bucket.rule.givesBack) return undefined;
    return idsOf(bucket)
      .map((id) => this.memory.spent(id, bucket.rule, now))
      .find((state) => state !== undefined);
  }

  /** Counts under both ids if there are two, and returns the state with more hits. */
  private async hitAll(bucket: Bucket, now: number): Promise<Standing> {
    const { rule } = bucket;
    const states: (CounterState & CountedHit)[] = [];
    for (const id of idsOf(bucket)) states.push({ ...(await this.hit(id, rule, now)), id });
    const most = states.reduce((one, other) => (other.hits > one.hits ? other : one));
    return { ...most, rule, now, counted: states.map(({ id, endsAt }) => ({ id, endsAt })) };
  }

  private async hit(id: string, rule: Rule, now: number): Promise<CounterState> {
    const local = this.shared.isDurable ? this.memory.countLocally(id, rule, now) : undefined;
    if (local) return local;
    // Counted before the request to Redis, so that simultaneous hits have the same order here and there.
    const own = this.shared.mayForget ? this.memory.count(id, rule, now) : undefined;
    const unsent = this.memory.takeUnsent(id, now);
    try {
      const state = await this.shared.count(id, rule, now, unsent + 1);
      if (!state) return own ?? this.memory.count(id, rule, now);
      this.note(false);
      if (own && isMore(own, state)) return own;
      this.memory.learn(id, rule, state, now);
      return state;
    } catch (error) {
      this.note(true, error);
      this.memory.returnUnsent(id, unsent, now);
      return own ?? this.memory.count(id, rule, now);
    }
  }

  /** Logs only the start and the end of an outage, so that a flood does not fill the log. */
  private note(isAlone: boolean, error?: unknown): void {
    if (isAlone === this.isAlone) return;
    this.isAlone = isAlone;
    if (isAlone) this.logger.warn({ msg: 'limits are counted by each process alone', reason: String(error) });
    else this.logger.log('limits are counted together again');
  }
}

function idsOf({ id, previousId }: CounterIds): string[] {
  return previousId === undefined ? [id] : [id, previousId];
}

/**
 * Returns whether the shared counter has lost hits that this process counted, without a reset by a correct password.
 */
function isMore(own: CounterState, shared: CounterState): boolean {
  return own.hits > shared.hits && (shared.resetAt ?? 0) <= (own.resetAt ?? 0);
}

function refused(refusedBy: Bucket, standings: Standing[]): Taken {
  return { standings, refusedBy, refusal: refusalBy(standings.at(-1) as Standing) };
}
