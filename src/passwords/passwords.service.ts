import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { Config } from '../config/config.js';
import { HashingLanes } from './hashing-lanes.js';
import { dummyHash } from './dummy-hash.js';
import { costOf, hashPassword, isOutdated, isVerifiable, matchesHash, NO_PASSWORD } from './password-hash.js';
import { PasswordPolicy } from './password-policy.js';
import type { Overloaded } from './passwords.errors.js';

const HASHES_IN_A_STEP = 3;
/** Extra time for other work, such as recording that the password was wrong, in milliseconds. */
const SLACK_MS = 50;
/** Maximum length of a step, in milliseconds, because a request has five seconds. */
const MAX_STEP_MS = 2000;

/** The result of comparing a password, and the error that a stranger would get. */
export interface UnseenMatch {
  readonly matches: boolean;
  readonly refusal?: Overloaded;
}

/** Checks, hashes and compares passwords. Only a few run at the same time. */
@Injectable()
export class PasswordsService {
  private readonly logger = new Logger(PasswordsService.name);
  private hasReported = false;

  constructor(
    private readonly config: Config,
    private readonly lanes: HashingLanes,
    private readonly policy: PasswordPolicy,
  ) {}

  /**
   * Checks a new password of the account with these names (its name, its address).
   * @throws ValidationFailed that names the field of the password
   */
  assertAllowed(
    password: string,
    names: readonly (string | null | undefined)[],
    field?: string,
  ): Promise<void> {
    return this.policy.check(password, names, field);
  }

  /** Hashes a new password. @throws Overloaded */
  hash(password: string): Promise<string> {
    const cost = this.config.BCRYPT_COST;
    return this.lanes.run(cost, () => hashPassword(password, cost));
  }

  /**
   * Returns whether the password matches the hash. Without a hash, for an unknown name, or with one that cannot be
   * verified, it takes the same time and returns false, so that the timing reveals nothing. @throws Overloaded
   */
  async matches(password: string, hash: string | undefined, isKnown = false): Promise<boolean> {
    const isUsable = hash !== undefined && isVerifiable(hash);
    if (hash !== undefined && hash !== NO_PASSWORD && !isUsable) this.reportOnce();
    const compared = isUsable ? hash : dummyHash(this.config.BCRYPT_COST);
    const cost = costOf(compared) as number;
    return this.lanes.run(cost, () => matchesHash(password, compared), isKnown);
  }

  /**
   * Compares a password like `matches`, but in the share of known clients, for callers who must not notice that they
   * are known: a wrong password takes as long as a stranger's, and the result contains the error that a stranger would
   * get.
   * @throws Overloaded
   */
  async matchesUnseen(password: string, hash: string | undefined): Promise<UnseenMatch> {
    const refusal = this.lanes.refusal();
    const matching = this.matches(password, hash, true);
    const turn = refusal ?? this.lanes.turn().catch((error: Overloaded) => error);
    if (await matching) return { matches: true };
    return { matches: false, refusal: (await turn) ?? undefined };
  }

  /**
   * Delays a refusal, so that the timing does not tell whether a password was hashed. Refusals are sent at whole
   * multiples of a step after `begun`; a step usually takes longer than a hash.
   */
  async evenOut(begun: number): Promise<void> {
    const step = Math.min(MAX_STEP_MS, SLACK_MS + HASHES_IN_A_STEP * this.lanes.millisecondsPerHash);
    const elapsed = performance.now() - begun;
    await sleep(Math.ceil(elapsed / step) * step - elapsed);
  }

  /** Returns why a stranger's password cannot be checked now, or nothing if it can. */
  refusalOfStranger(): Overloaded | undefined {
    return this.lanes.refusal();
  }

  /** Returns whether any password can match the hash. */
  isVerifiable(hash: string): boolean {
    return isVerifiable(hash);
  }

  /** Returns whether the hash should be replaced while the password is available. */
  isOutdated(hash: string): boolean {
    return isOutdated(hash, this.config.BCRYPT_COST);
  }

  /** Logs once. Each attempt is in the audit log, and a line per request would fill this log. */
  private reportOnce(): void {
    if (this.hasReported) return;
    this.hasReported = true;
    this.logger.warn('a stored password hash cannot be verified, so its owner cannot sign in: run doctor');
  }
}
