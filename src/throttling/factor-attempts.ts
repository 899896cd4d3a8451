import { Injectable } from '@nestjs/common';
import type { ClientContext } from '../common/client-context.js';
import { Metrics } from '../telemetry/metrics.js';
import { type Bucket, guesses } from './counter.js';
import { CountersService } from './counters.service.js';
import { KeyedHash } from './keyed-hash.js';
import { KnownPlaces } from './known-places.js';
import type { Standing } from './standing.js';

/**
 * Maximum number of wrong codes of a kind per account and hour. A guess at six digits succeeds once in 333,333, because
 * three codes are valid at any moment.
 */
const MAX_OF_ACCOUNT = 20;
const MAX_OF_ADDRESS = 100;

/** The user whose code is guessed. */
interface Guessed {
  readonly id: string;
  readonly passwordVersion: number;
}

/** The factors that are codes. */
type CodeKind = 'totp' | 'recovery_code';

/** An attempt that was counted. */
export type FactorAttempt = readonly Standing[];

/**
 * Limits wrong codes of second factors. Each kind of factor is counted separately, so that guesses at one kind do not
 * lock a user out of another. Each attempt is counted before its code is checked, so that simultaneous attempts cannot
 * exceed the limit. A correct code gives its attempt back: otherwise an office behind one address would lock itself
 * out.
 */
@Injectable()
export class FactorAttempts {
  constructor(
    private readonly counters: CountersService,
    private readonly hash: KeyedHash,
    private readonly places: KnownPlaces,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Counts an attempt before the code is checked. If one limit refuses an attempt, no limit counts it. Attempts from a
   * browser that the account knows are counted separately, so that an attacker who has the password cannot lock the
   * owner out.
   * @throws RateLimited by account and kind, or by browser and kind, and by network
   */
  async count(
    { id: userId, passwordVersion }: Guessed,
    kind: CodeKind,
    client: ClientContext,
  ): Promise<FactorAttempt> {
    const browser = this.places.deviceOf({ userId, passwordVersion }, client);
    const { standings, refusal } = await this.counters.takeAll(
      browser === undefined
        ? this.bucketOf(MAX_OF_ACCOUNT, 'factor of an account', userId, kind)
        : this.bucketOf(MAX_OF_ACCOUNT, 'factor in a known browser', userId, kind, browser),
      this.bucketOf(MAX_OF_ADDRESS, 'factors of an address', client.network),
    );
    if (!refusal) return standings;
    this.metrics.secondFactors.inc({ kind, outcome: 'rate_limited' });
    throw refusal;
  }

  /** Gives the attempt of a correct code back, so that it is no longer counted. */
  async giveBack(attempt: FactorAttempt): Promise<void> {
    await this.counters.giveBack(attempt);
  }

  private bucketOf(count: number, what: string, ...whose: string[]): Bucket {
    return { ...this.hash.counterOf(what, ...whose), rule: guesses(count) };
  }
}
