import { Injectable } from '@nestjs/common';
import { type Bucket, exact, steady } from './counter.js';
import { CountersService } from './counters.service.js';
import { KeyedHash } from './keyed-hash.js';

const HOUR_SECONDS = 3600;
/** A guess at six digits succeeds once in 333,333, as three codes count at any moment. */
const MAX_OF_ACCOUNT = 20;
const MAX_OF_ADDRESS = 100;

/**
 * Limits attempts at second factors. Each kind of factor is counted apart, so that guesses at one lock no user out of
 * another.
 */
@Injectable()
export class FactorAttempts {
  constructor(
    private readonly counters: CountersService,
    private readonly hash: KeyedHash,
  ) {}

  /** Counts an attempt, before the code is looked at. @throws RateLimited by account and kind, and by network */
  async count(userId: string, kind: string, network: string): Promise<void> {
    await this.counters.count(
      this.bucketOf(MAX_OF_ACCOUNT, 'factor of an account', userId, kind),
      this.bucketOf(MAX_OF_ADDRESS, 'factors of an address', network),
    );
  }

  private bucketOf(count: number, what: string, ...whose: string[]): Bucket {
    return { ...this.hash.counterOf(what, ...whose), rule: exact(steady({ count, seconds: HOUR_SECONDS })) };
  }
}
