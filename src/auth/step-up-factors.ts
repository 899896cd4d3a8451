import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import type { Actor } from '../common/actor.js';
import type { ClientContext } from '../common/client-context.js';
import type { SignedCredentialDto } from '../factors/passkeys/credential.dto.js';
import { PasskeyAssertions } from '../factors/passkeys/passkey-assertions.js';
import type { RequestOptionsDto } from '../factors/passkeys/passkey-options.dto.js';
import { type CodeAnswer, type PasskeyAnswer, SecondFactors } from '../sign-in/second-factors.js';
import { type FactorAttempt, FactorAttempts } from '../throttling/factor-attempts.js';
import type { Credentials } from '../users/credentials.service.js';

/** The signature of a passkey, as a browser sends it. */
export interface GivenPasskey {
  readonly kind: 'passkey';
  readonly credential: SignedCredentialDto;
}

/** A second factor that a user sends for a step-up. */
export type GivenFactor = CodeAnswer | GivenPasskey;

/** A code whose attempt was counted. */
export interface CountedCode extends CodeAnswer {
  readonly attempt: FactorAttempt;
}

/** A checked factor, which the transaction of the step-up spends. */
export type CheckedFactor = CountedCode | PasskeyAnswer;

/** Checks the factors that users give for a step-up. */
@Injectable()
export class StepUpFactors {
  constructor(
    private readonly factors: SecondFactors,
    private readonly limits: FactorAttempts,
    private readonly assertions: PasskeyAssertions,
  ) {}

  /** Returns the options with which the browser requests a signature by a passkey of the user. */
  passkeyOptions(userId: string): Promise<RequestOptionsDto> {
    return this.assertions.optionsFor(userId);
  }

  /**
   * Counts an attempt at a code, or checks the signature of a passkey, which cannot be guessed. Returns the factor to
   * spend, or nothing when the signature is wrong. @throws RateLimited
   */
  async begin(
    user: Credentials,
    given: GivenFactor,
    client: ClientContext,
  ): Promise<CheckedFactor | undefined> {
    if (given.kind === 'passkey') return this.assertions.checkStepUp(user.id, given.credential);
    return { ...given, attempt: await this.limits.count(user, given.kind, client) };
  }

  /** Spends a factor. Returns the methods that it proves (RFC 8176), or nothing when it is wrong or already spent. */
  async spend(
    user: Credentials,
    answer: CheckedFactor,
    actor: Actor,
    transaction: Transaction,
  ): Promise<string[] | undefined> {
    const spent = await this.factors.spend(user, answer, actor, transaction);
    if (!spent) return undefined;
    await this.factors.settle(spent.factor, user, actor, transaction);
    return [spent.proved, 'mfa'];
  }

  /** Must be called after a right factor was spent: its attempt is no longer counted. */
  async accepted(answer: CheckedFactor): Promise<void> {
    if (answer.kind !== 'passkey') await this.limits.giveBack(answer.attempt);
  }
}
