import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import type { Actor } from '../../common/actor.js';
import type { Person } from '../../common/principal.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { NO_PASSWORD } from '../../passwords/password-hash.js';
import { AccountChangesService } from '../../users/account-changes.service.js';
import { UsersService } from '../../users/users.service.js';
import { FactorChanges } from '../factor-changes.js';
import { PasswordNeeded } from './passkeys.errors.js';
import { PasskeysService } from './passkeys.service.js';

/** Lets users remove their password. */
@Injectable()
export class PasswordlessService {
  constructor(
    private readonly users: UsersService,
    private readonly passkeys: PasskeysService,
    private readonly factors: FactorChanges,
    private readonly accounts: AccountChangesService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Removes the password and ends every other session, if passkeys suffice to sign in. @throws PasswordNeeded */
  async removePassword({ subject, sessionId }: Person, actor: Actor): Promise<void> {
    const isGone = await this.unitOfWork.run(async (transaction) => {
      const user = await this.users.lock(subject, transaction);
      if (user.passwordHash === NO_PASSWORD) return true;
      if (!(await this.canDoWithout(subject, transaction))) return false;
      return this.accounts.replacePassword(user, NO_PASSWORD, sessionId, actor, transaction);
    });
    if (!isGone) throw new PasswordNeeded();
  }

  private async canDoWithout(userId: string, transaction: Transaction): Promise<boolean> {
    const passkeys = await this.passkeys.countAlone(userId, transaction);
    if (passkeys !== 1) return passkeys > 1;
    return (await this.factors.recoveryCodesLeft(userId, transaction)) > 0;
  }
}
