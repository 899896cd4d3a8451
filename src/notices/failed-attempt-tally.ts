import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { type Bucket, exact, steady } from '../throttling/counter.js';
import { CountersService } from '../throttling/counters.service.js';
import { KeyedHash } from '../throttling/keyed-hash.js';

const HOUR_SECONDS = 3600;

/**
 * A notice is sent after this many failed attempts in an hour, or after fewer if LOGIN_LIMIT allows fewer at
 * once.
 */
const MANY = 10;

/** Counts failed attempts by account, on all replicas together. */
@Injectable()
export class FailedAttemptTally {
  constructor(
    private readonly config: Config,
    private readonly counters: CountersService,
    private readonly hash: KeyedHash,
  ) {}

  /**
   * Counts one attempt. Returns the number of attempts when a notice is due: only to one of several callers,
   * and at most once in an hour.
   */
  async add(account: string): Promise<number | undefined> {
    const { LOGIN_LIMIT: rate } = this.config;
    const many = rate === 'off' ? MANY : Math.min(MANY, rate.count);
    const { standings } = await this.counters.take(this.hourly('failed attempts', account, many));
    // A used-up counter keeps returning one hit more than its limit, and needs no statement.
    if (standings[0]?.hits !== many) return undefined;
    // Two windows may be used up within an hour: at the end of the first, and at the beginning of the second.
    const { refusal } = await this.counters.take(this.hourly('notice of failed attempts', account, 1));
    return refusal ? undefined : many;
  }

  private hourly(what: string, account: string, count: number): Bucket {
    const rule = exact(steady({ count, seconds: HOUR_SECONDS }));
    return { ...this.hash.counterOf(what, account), rule };
  }
}
