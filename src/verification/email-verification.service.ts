import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import type { Actor } from '../common/actor.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { UserAddressesService } from '../users/user-addresses.service.js';
import { UserLifecycle } from '../users/user-lifecycle.js';
import { UsersService } from '../users/users.service.js';
import { givenProofOf } from './given-proof.js';
import { ProofsService } from './proofs.service.js';
import type { VerifyEmailDto } from './verification.dto.js';
import { InvalidToken } from './verification.errors.js';
import type { Proof } from './verifications.service.js';

const PURPOSES = ['verify_email', 'confirm_new_email'] as const;

/** Verifies addresses by the link or the code that was mailed to them. */
@Injectable()
export class EmailVerificationService {
  constructor(
    private readonly proofs: ProofsService,
    private readonly addresses: UserAddressesService,
    private readonly users: UsersService,
    private readonly lifecycle: UserLifecycle,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Verifies an address by a token, by a code with its challenge, or by a code of the signed-in user.
   * @throws ValidationFailed, InvalidToken, EmailTaken
   */
  async verify(dto: VerifyEmailDto, actor: Actor): Promise<void> {
    const found = await this.find(dto, actor.id);
    const isVerified =
      found !== undefined &&
      (await this.unitOfWork.run(
        async (transaction) =>
          (await found.spend(transaction)) && (await this.apply(found.proof, actor, transaction)),
      ));
    if (!isVerified) throw new InvalidToken();
  }

  /**
   * Restores the old address after a change, by the link in the notice that was sent there. It ends every
   * session, because a thief may have made the change.
   * @throws InvalidToken, EmailTaken
   */
  async undoChange(token: string, actor: Actor): Promise<void> {
    const found = await this.proofs.find({ token }, ['undo_email_change']);
    if (!found) throw new InvalidToken();
    const { userId, address } = found.proof;
    const isUndone = await this.unitOfWork.run(async (transaction) => {
      if (!(await found.spend(transaction))) return false;
      await this.users.lock(userId, transaction);
      await this.proofs.endAll(userId, transaction);
      await this.addresses.verify(userId, address, actor, transaction, 'email.change_undone');
      await this.lifecycle.accessChanged([userId], { endSessions: true }, transaction);
      return true;
    });
    if (!isUndone) throw new InvalidToken();
  }

  /** The code of a signed-in user needs no challenge. @throws ValidationFailed */
  private find({ token, challenge, code }: VerifyEmailDto, userId: string | null) {
    if (token === undefined && challenge === undefined && code !== undefined && userId !== null)
      return this.proofs.findCode({ userId }, code, PURPOSES);
    return this.proofs.find(givenProofOf({ token, challenge, code }), PURPOSES);
  }

  /**
   * Returns false when the user has another address by now or was deleted: the token only proves the address
   * that it was mailed to.
   */
  private async apply(
    { userId, purpose, address }: Proof,
    actor: Actor,
    transaction: Transaction,
  ): Promise<boolean> {
    const user = await this.users.lockIfFound(userId, transaction);
    const isCurrent = user && (purpose === 'confirm_new_email' || user.email === address);
    if (isCurrent) await this.addresses.verify(userId, address, actor, transaction);
    return isCurrent === true;
  }
}
