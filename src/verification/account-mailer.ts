import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import { UnitOfWork } from '../database/unit-of-work.js';
import type { Deliverer, Delivery } from '../outbox/deliverers.js';
import { CredentialsService } from '../users/credentials.service.js';
import type { User } from '../users/user.model.js';
import { UsersService } from '../users/users.service.js';
import type { AccountMail } from './account-mails.service.js';
import { MailAllowance } from './mail-allowance.js';
import type { Purpose } from './purposes.js';
import { VerificationMails } from './verification-mails.js';

/** Handles a request for a mail: creates the token and the mail, or nothing if no account may get the mail. */
@Injectable()
export class AccountMailer implements Deliverer {
  constructor(
    private readonly users: UsersService,
    private readonly credentials: CredentialsService,
    private readonly mails: VerificationMails,
    private readonly allowance: MailAllowance,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Creates the token and queues the mail, once for each challenge. */
  async deliver({ payload }: Delivery): Promise<void> {
    const request = payload as AccountMail;
    const found = request.userId ?? (await this.credentials.findByLogin(request.login ?? ''))?.id;
    const user = found === undefined ? undefined : await this.users.find(found);
    const address = user && addressFor(request, user);
    if (!user || address === undefined) return;
    if (request.unlessPending && (await this.mails.isPending(user.id, request.purpose))) return;
    if (isAskedForByAnyone(request.purpose) && !(await this.allowance.take(address))) return;
    await this.unitOfWork.run((transaction) => this.send(request, user.id, address, transaction));
  }

  /** Sends the mail for the current state of the account, whose row is locked. Of two requests, the later one wins. */
  private async send(
    request: AccountMail,
    userId: string,
    address: string,
    transaction: Transaction,
  ): Promise<void> {
    const user = await this.users.lockIfFound(userId, transaction);
    if (!user || addressFor(request, user) !== address) return;
    await this.mails.send(request, user, address, transaction);
  }
}

/**
 * Returns the address that a mail of this purpose may go to, or nothing: a link sent to an unverified address would
 * give its reader the account.
 */
function addressFor({ purpose, address }: AccountMail, user: User): string | undefined {
  if (purpose === 'undo_email_change') return address;
  if (user.disabled) return undefined;
  if (purpose === 'confirm_new_email') return address;
  if (purpose === 'invite') return user.email ?? undefined;
  const isVerified = user.verifiedEmailKey !== null;
  const needsVerified = purpose === 'reset_password' || purpose === 'login';
  return isVerified === needsVerified ? (user.email ?? undefined) : undefined;
}

/**
 * Returns whether anyone can request a mail of this purpose. A notice about a change must reach its reader, however
 * many mails were requested before.
 */
function isAskedForByAnyone(purpose: Purpose): boolean {
  return purpose !== 'undo_email_change';
}
