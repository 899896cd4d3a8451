import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import type { Actor } from '../common/actor.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { PasswordsService } from '../passwords/passwords.service.js';
import { AccountChangesService } from '../users/account-changes.service.js';
import { UsersService } from '../users/users.service.js';
import { givenProofOf } from './given-proof.js';
import { ProofsService } from './proofs.service.js';
import type { ResetPasswordDto } from './verification.dto.js';
import { InvalidToken } from './verification.errors.js';
import type { Proof } from './verifications.service.js';

const PURPOSES = ['reset_password', 'invite'] as const;

/** Sets a password for a user who proves access to the mail of the account. */
@Injectable()
export class PasswordResetService {
  constructor(
    private readonly users: UsersService,
    private readonly changes: AccountChangesService,
    private readonly passwords: PasswordsService,
    private readonly proofs: ProofsService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Sets a new password and ends every session and token; second factors stay. A refused password does not
   * spend the token.
   * @throws InvalidToken, ValidationFailed, Overloaded
   */
  async reset({ newPassword, ...given }: ResetPasswordDto, actor: Actor): Promise<void> {
    const found = await this.proofs.find(givenProofOf(given), PURPOSES);
    const user = found && (await this.users.find(found.proof.userId));
    if (!user) throw new InvalidToken();
    await this.passwords.assertAllowed(newPassword, [user.name, user.email], 'newPassword');
    const newHash = await this.passwords.hash(newPassword);
    const isReset = await this.unitOfWork.run(
      async (transaction) =>
        (await found.spend(transaction)) && (await this.apply(found.proof, newHash, actor, transaction)),
    );
    if (!isReset) throw new InvalidToken();
  }

  private async apply(
    { userId, address }: Proof,
    newHash: string,
    actor: Actor,
    transaction: Transaction,
  ): Promise<boolean> {
    const owner = { ...actor, id: actor.id ?? userId };
    return this.changes.resetPassword(userId, address, newHash, owner, transaction);
  }
}
