import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import { AuditService } from '../audit/audit.service.js';
import type { RequestOrigin } from '../common/actor.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { SignInPlaces } from '../notices/sign-in-places.js';
import { type Begun, type SignInPlace, SignInFlow } from '../sign-in/sign-in-flow.js';
import type { User } from '../users/user.model.js';
import { UsersService } from '../users/users.service.js';
import type { FoundProof } from './proofs.service.js';
import type { Proof } from './verifications.service.js';

/**
 * The method of a proof by mail in `amr` (RFC 8176): the link and the code are secrets that can be used once, which is
 * the meaning of `otp`. There is no name for mail itself. It is one factor, so neither `mfa` is stated nor `mca`: a
 * secret sent over another channel only proves access to the mailbox.
 */
const BY_MAIL = ['otp'];

/** Starts sessions for users who have proved access to the mail of their account. */
@Injectable()
export class SessionsByMail {
  constructor(
    private readonly users: UsersService,
    private readonly flow: SignInFlow,
    private readonly places: SignInPlaces,
    private readonly audit: AuditService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Spends the proof and starts the session or requires a second factor, in one transaction. Returns nothing when the
   * proof was spent meanwhile, or the account was deleted, disabled or got another address.
   */
  async start({ proof, spend }: FoundProof, place: SignInPlace): Promise<Begun | undefined> {
    const found = await this.users.find(proof.userId);
    if (!found) return undefined;
    const admission = await this.places.recognize(found, place.client);
    return this.unitOfWork.run(async (transaction) => {
      if (!(await spend(transaction))) return undefined;
      const user = await this.lock(proof, place.origin, transaction);
      return user && this.flow.begin({ user, amr: BY_MAIL, admission }, place, transaction);
    });
  }

  /** Returns the user if the proved address is still the verified one. Otherwise it records the failed attempt. */
  private async lock(
    { userId, address }: Proof,
    origin: RequestOrigin,
    transaction: Transaction,
  ): Promise<User | undefined> {
    const user = await this.users.lockIfFound(userId, transaction);
    if (!user) return undefined;
    if (user.email === address && user.verifiedEmailKey !== null) return user;
    const actor = { ...origin, id: null };
    const event = { type: 'login.failed', actor, subject: userId, detail: { reason: 'changed' } } as const;
    await this.audit.record(event, transaction);
    return undefined;
  }
}
