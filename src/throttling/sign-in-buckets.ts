import { Injectable } from '@nestjs/common';
import type { Rate } from '../config/variable.decorators.js';
import { type Bucket, exact, growing, type Rule, steady } from './counter.js';
import { KeyedHash } from './keyed-hash.js';

/** The limits by network alone and by account alone are this many times LOGIN_LIMIT. */
const WIDER = 10;
const HOUR_SECONDS = 3600;

/** How long a proof is valid, and so how long its use is remembered. */
export const PROOF_SECONDS = 600;

/** The limit of a counter that never refuses. DatabaseCounters packs at most 2^20 hits into its result. */
const UNLIMITED = 2 ** 20 - 2;

/**
 * Groups of sign-ins that are counted together. `stranger`: strangers, and users who look like them. `known address`:
 * extra attempts from known networks when strangers are refused. `known`: known browsers.
 */
export type Group = 'stranger' | 'known address' | 'known';

/** Builds the counters of sign-ins. Their ids do not reveal names or addresses. */
@Injectable()
export class SignInBuckets {
  constructor(private readonly hash: KeyedHash) {}

  /** Returns the counter of LOGIN_LIMIT itself, by account and place: a known browser's id or a network. */
  ofPair(account: string, place: string, rate: Rate): Bucket {
    return { ...this.hash.counterOf('sign-in', account, place), rule: growing(rate) };
  }

  /**
   * Returns the counter of extra attempts from a known network when strangers are refused: as many as LOGIN_LIMIT, but
   * in an hour.
   */
  ofKnownPair(account: string, network: string, rate: Rate): Bucket {
    return {
      ...this.hash.counterOf('sign-in from a known address', account, network),
      rule: hourly(rate.count),
    };
  }

  /** Returns the counter of ten times LOGIN_LIMIT by network, for each group. */
  ofAddress(group: Group, network: string, { count, seconds }: Rate): Bucket {
    const ids = this.hash.counterOf('sign-ins of an address', group, network);
    return { ...ids, rule: steady({ count: WIDER * count, seconds }) };
  }

  /** Returns the counter of ten times LOGIN_LIMIT by account in an hour, for each group. */
  ofAccount(group: Group, account: string, { count, seconds }: Rate): Bucket {
    const ids = this.hash.counterOf('sign-ins of an account', group, account);
    return { ...ids, rule: steady({ count: WIDER * count, seconds: Math.max(seconds, HOUR_SECONDS) }) };
  }

  /** Returns the counter by which a proof of work can be used only once. */
  ofProof(nonce: string): Bucket {
    return {
      ...this.hash.counterOf('proof', nonce),
      rule: exact(steady({ count: 1, seconds: PROOF_SECONDS })),
    };
  }

  /** Returns the counter of proofs that one network may use for an account. */
  ofProofsOfPair(account: string, network: string, { count }: Rate): Bucket {
    return { ...this.hash.counterOf('proofs of a pair', account, network), rule: hourly(count) };
  }

  /**
   * Returns the counter of all proofs used for an account. They make the next one harder, but never refuse an attempt.
   */
  ofProofsOfAccount(account: string): Bucket {
    return { ...this.hash.counterOf('proofs of an account', account), rule: hourly(UNLIMITED) };
  }
}

function hourly(count: number): Rule {
  return exact(steady({ count, seconds: HOUR_SECONDS }));
}
