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

/** What a passkey has signed, as it comes from a browser. */
export interface GivenPasskey {
  readonly kind: 'passkey';
  readonly credential: SignedCredentialDto;
}

/** A factor that a user gives. */
export type GivenFactor = CodeAnswer | GivenPasskey;

/** A code whose attempt was counted. */
export interface CountedCode extends CodeAnswer {
  readonly attempt: FactorAttempt;
}

/** What is spent of a factor. */
export type CheckedFactor = CountedCode | PasskeyAnswer;

/** Checks the factors that users give for a step-up. */
@Injectable()
export class StepUpFactors {
  constructor(
    private readonly factors: SecondFactors,
    private readonly limits: FactorAttempts,
    private readonly assertions: PasskeyAssertions,
  ) {}

  /** What a browser needs to have a passkey of the user sign. */
  passkeyOptions(userId: string): Promise<RequestOptionsDto> {
    return this.assertions.optionsFor(userId);
  }

  /**
   * Counts an attempt at a code, or checks what a passkey has signed, which cannot be guessed. Returns what is to be spent,
   * or nothing when the signature is wrong. @throws RateLimited
   */
  async begin(
    user: Credentials,
    given: GivenFactor,
    client: ClientContext,
  ): Promise<CheckedFactor | undefined> {
    if (given.kind === 'passkey') return this.assertions.checkStepUp(user.id, given.credential);
    return { ...given, attempt: await this.limits.count(user, given.kind, client) };
  }

  /** Spends a factor. Returns which methods were proved (RFC 8176), or nothing when it is wrong or spent. */
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

  /** The factor was right, and is spent: its attempt counts no longer. */
  async accepted(answer: CheckedFactor): Promise<void> {
    if (answer.kind !== 'passkey') await this.limits.giveBack(answer.attempt);
  }
}
