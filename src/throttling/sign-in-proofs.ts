import { Injectable } from '@nestjs/common';
import type { Rate } from '../config/variable.decorators.js';
import { CountersService, type Taken } from './counters.service.js';
import type { Bucket } from './counter.js';
import { MAX_PROOF_LEVEL, type Proof, ProofOfWork } from './proof-of-work.js';
import { SignInBuckets } from './sign-in-buckets.js';
import { refusalBy, type Standing } from './standing.js';
import { ProofRequired, type RateLimited } from './throttling.errors.js';

/** Proofs for an account in an hour, in multiples of LOGIN_LIMIT. Beyond them, each network may use only one more. */
const MANY = 100;

/** An attempt by a caller who must be treated as a stranger. */
export interface StrangersAttempt {
  readonly account: string;
  readonly network: string;
  readonly rate: Rate;
}

/**
 * Lets strangers sign in with a proof of work when an account has used up its limit. The work increases with each proof
 * used.
 */
@Injectable()
export class SignInProofs {
  constructor(
    private readonly work: ProofOfWork,
    private readonly buckets: SignInBuckets,
    private readonly counters: CountersService,
  ) {}

  /** Returns the proof if it is valid and at most one level easier than what is required now. */
  read(text: string | undefined, { account, rate }: StrangersAttempt): Proof | undefined {
    const proof = this.work.check(text, account);
    return proof && this.isHardEnough(proof, this.spentOn(account), rate) ? proof : undefined;
  }

  /** Returns the counters of a proof. */
  bucketsOf({ nonce }: Proof, { account, network, rate }: StrangersAttempt): [Bucket, Bucket, Bucket] {
    return [
      this.buckets.ofProofsOfPair(account, network, rate),
      this.buckets.ofProof(nonce),
      this.buckets.ofProofsOfAccount(account),
    ];
  }

  /** Returns why a counted proof is refused, or nothing. */
  async refusalOf(
    proof: Proof,
    taken: Taken,
    attempt: StrangersAttempt,
  ): Promise<ProofRequired | RateLimited | undefined> {
    const [ofPair, , ofAccount] = taken.standings.slice(-3) as [Standing, Standing, Standing];
    if (ofAccount.hits > MANY * attempt.rate.count && ofPair.hits > 1) return refusalBy(ofPair);
    const isHardEnough = this.isHardEnough(proof, ofAccount.hits - 1, attempt.rate);
    return isHardEnough ? undefined : this.required(attempt, ofAccount);
  }

  /**
   * Returns an error that requires a proof with the work that is needed now. `standing` tells when attempts need no
   * proof again.
   */
  async required({ account, rate }: StrangersAttempt, standing: Standing): Promise<ProofRequired> {
    const challenge = await this.work.challenge(account, levelAfter(this.spentOn(account), rate));
    const { particulars } = refusalBy(standing);
    return new ProofRequired(undefined, { ...particulars, members: { challenge } });
  }

  /**
   * Returns whether the proof has enough work. Another proof may have arrived first, so one that is a level behind is
   * still accepted.
   */
  private isHardEnough({ level }: Proof, spent: number, rate: Rate): boolean {
    return level >= levelAfter(spent, rate) - 1;
  }

  /**
   * Returns how many proofs were used for the account, as far as this process knows. It learns of other replicas'
   * proofs with the next proof.
   */
  private spentOn(account: string): number {
    return this.counters.heard(this.buckets.ofProofsOfAccount(account).id);
  }
}

function levelAfter(spent: number, { count }: Rate): number {
  return Math.min(MAX_PROOF_LEVEL, Math.floor(spent / count));
}
