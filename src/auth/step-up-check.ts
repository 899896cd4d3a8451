import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import type { Actor } from '../common/actor.js';
import type { ClientContext } from '../common/client-context.js';
import { InvalidPasskey } from '../factors/passkeys/passkeys.errors.js';
import { InvalidCode } from '../sign-in/sign-in.errors.js';
import { AuditService } from '../audit/audit.service.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { PasswordsService } from '../passwords/passwords.service.js';
import { WrongPassword } from '../users/account.errors.js';
import type { Credentials } from '../users/credentials.service.js';
import { type CheckedFactor, type GivenFactor, StepUpFactors } from './step-up-factors.js';

/** The proof of a step-up: the password, or a second factor. */
export type StepUpProof = { readonly password: string } | GivenFactor;

/** A checked proof. The transaction of the step-up spends a factor, but not a password. */
export type CheckedProof = CheckedFactor | 'password';

/** Checks the proofs of step-ups. */
@Injectable()
export class StepUpCheck {
  constructor(
    private readonly passwords: PasswordsService,
    private readonly factors: StepUpFactors,
    private readonly audit: AuditService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Compares a password, counts an attempt at a code, or checks the signature of a passkey.
   * @throws WrongPassword, InvalidPasskey, RateLimited, Overloaded
   */
  async begin(
    user: Credentials,
    proof: StepUpProof,
    actor: Actor,
    client: ClientContext,
  ): Promise<CheckedProof> {
    const checked =
      'password' in proof
        ? await this.compare(user, proof.password)
        : await this.factors.begin(user, proof, client);
    return checked ?? this.refuse(proof, user, actor);
  }

  /**
   * Spends a factor. Returns the methods that the proof shows (RFC 8176), or nothing when the factor is wrong or
   * already spent.
   */
  async spend(
    user: Credentials,
    checked: CheckedProof,
    actor: Actor,
    transaction: Transaction,
  ): Promise<string[] | undefined> {
    return checked === 'password' ? ['pwd'] : this.factors.spend(user, checked, actor, transaction);
  }

  /** Must be called after a successful step-up: its attempt is no longer counted. */
  async accepted(checked: CheckedProof): Promise<void> {
    if (checked !== 'password') await this.factors.accepted(checked);
  }

  /** Records that the proof was wrong. @throws WrongPassword, InvalidCode, InvalidPasskey */
  async refuse(proof: StepUpProof, { id: subject }: Credentials, actor: Actor): Promise<never> {
    const type = 'password' in proof ? 'password.refused' : 'factor.refused';
    await this.unitOfWork.run((transaction) => this.audit.record({ type, actor, subject }, transaction));
    if ('password' in proof) throw new WrongPassword();
    throw 'credential' in proof ? new InvalidPasskey() : new InvalidCode();
  }

  private async compare({ passwordHash }: Credentials, password: string): Promise<'password' | undefined> {
    return (await this.passwords.matches(password, passwordHash)) ? 'password' : undefined;
  }
}
