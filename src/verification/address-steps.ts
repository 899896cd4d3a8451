import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import type { Actor } from '../common/actor.js';
import { NO_PASSWORD } from '../passwords/password-hash.js';
import type { LifecycleSteps, UserStep } from '../users/user-lifecycle.js';
import type { User } from '../users/user.model.js';
import { AccountMailsService } from './account-mails.service.js';
import { VerificationsService } from './verifications.service.js';

/** Sends the mails about new accounts and changed addresses, and ends tokens that such changes make invalid. */
@Injectable()
export class AddressSteps implements LifecycleSteps {
  constructor(
    private readonly mails: AccountMailsService,
    private readonly verifications: VerificationsService,
  ) {}

  /**
   * Invites a user who has neither a password nor a second factor. Other users get a mail to verify the address.
   * @throws MailUnavailable
   */
  readonly created: UserStep = async (user, actor, transaction) => {
    const { id: userId, email, passwordHash, secondFactors } = user;
    const isInvited = passwordHash === NO_PASSWORD && secondFactors === '';
    if (isInvited) await this.mails.add({ purpose: 'invite', userId }, actor, transaction);
    else if (email !== null)
      await this.mails.addIfAvailable({ purpose: 'verify_email', userId }, actor, transaction);
  };

  /**
   * Mails the new address a link that verifies it, and the old one a link that undoes the change.
   * @throws MailUnavailable
   */
  async addressProposed(user: User, address: string, actor: Actor, transaction: Transaction): Promise<void> {
    const { id: userId } = user;
    await this.mails.add({ purpose: 'confirm_new_email', userId, address }, actor, transaction);
    await this.tellOldAddress(user, address, actor, transaction);
  }

  /** Ends the tokens that were mailed to the old address, and requests a mail to verify the new one. */
  async addressChanged(
    user: User,
    address: string | null,
    actor: Actor,
    transaction: Transaction,
  ): Promise<void> {
    const { id: userId } = user;
    await this.verifications.end(userId, undefined, transaction);
    if (address !== null)
      await this.mails.addIfAvailable({ purpose: 'verify_email', userId }, actor, transaction);
    // Skips the notice if an admin made the change: an admin may be recovering the account from a thief, who reads the
    // old address.
    if (actor.id === userId) await this.tellOldAddress(user, address ?? '', actor, transaction);
  }

  /** Ends tokens for setting a password or signing in without one, because they are invalid after a new password. */
  readonly passwordChanged: UserStep = ({ id }, _actor, transaction) =>
    this.verifications.end(id, ['reset_password', 'invite', 'login'], transaction);

  /** Ends all mailed tokens of a disabled account. */
  readonly disabled: UserStep = ({ id }, _actor, transaction) =>
    this.verifications.end(id, undefined, transaction);

  /** Ends all mailed tokens of a removed account. */
  readonly removed: UserStep = this.disabled;

  private async tellOldAddress(
    { id: userId, email, verifiedEmailKey }: User,
    newEmail: string,
    actor: Actor,
    transaction: Transaction,
  ): Promise<void> {
    if (verifiedEmailKey === null || email === null) return;
    const notice = { purpose: 'undo_email_change', userId, address: email, newEmail } as const;
    await this.mails.addNotice(notice, actor, transaction);
  }
}
