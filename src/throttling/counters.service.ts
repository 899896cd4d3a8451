import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { Bucket, CounterState } from './counter.js';
import { CounterMemory } from './counter-memory.js';
import { headersOf, type Standing } from './rate-limit-headers.js';
import { SharedCounters } from './shared-counters.js';
import { RateLimited } from './throttling.errors.js';

/**
 * Counts what is limited, before it is done. Through Redis or the database the count is exact on all replicas; when
 * neither answers, each process goes on counting by itself. It is never unlimited, and never an error.
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
   * Counts one hit in each bucket, up to the first that is spent, and answers how the first one stands. Who is refused
   * by one is not counted in those after it, and while any is known to be spent, nothing is asked or counted at all.
   * @throws RateLimited
   */
  async count(...buckets: [Bucket, ...Bucket[]]): Promise<Standing> {
    const now = this.clock.now().getTime();
    for (const { id, rule } of buckets) {
      const spent = this.memory.spent(id, rule, now);
      if (spent) throw refusal({ rule, now, ...spent });
    }
    const standings: Standing[] = [];
    for (const bucket of buckets) {
      const standing = { rule: bucket.rule, now, ...(await this.hit(bucket, now)) };
      if (standing.hits > standing.rule.limit) throw refusal(standing);
      standings.push(standing);
    }
    return standings[0] as Standing;
  }

  /** Sets counters back. What the shared ones miss, ends with its window. */
  async forget(...ids: string[]): Promise<void> {
    for (const id of ids) this.memory.forget(id);
    await this.shared.forget(ids).catch((error: unknown) => this.logger.debug(error));
  }

  private async hit({ id, rule }: Bucket, now: number): Promise<CounterState> {
    try {
      const state = await this.shared.count(id, rule, now);
      if (!state) return this.memory.count(id, rule, now);
      this.note(false);
      this.memory.learn(id, state);
      return state;
    } catch (error) {
      this.note(true, error);
      return this.memory.count(id, rule, now);
    }
  }

  /** Says once that it begins, and once that it is over: a flood must not fill the log. */
  private note(isAlone: boolean, error?: unknown): void {
    if (isAlone === this.isAlone) return;
    this.isAlone = isAlone;
    if (isAlone) this.logger.warn({ msg: 'limits are counted by each process alone', reason: String(error) });
    else this.logger.log('limits are counted together again');
  }
}

function refusal(standing: Standing): RateLimited {
  const retryAfter = (standing.endsAt - standing.now) / 1000;
  return new RateLimited(undefined, { retryAfter, headers: headersOf(standing) });
}
