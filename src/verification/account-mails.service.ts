import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { deviceOf } from '../common/device.js';
import { invalidField } from '../common/invalid-field.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { MailService } from '../mail/mail.service.js';
import { OutboxService } from '../outbox/outbox.service.js';
import { KeyedHash } from '../throttling/keyed-hash.js';
import { canonicalLogin } from '../users/canonical.js';
import type { ResendDto } from './verification.dto.js';
import type { Purpose } from './purposes.js';

/** A requested mail with a token: for a user, or for a login that may belong to no user. */
export interface AccountMail {
  readonly purpose: Purpose;
  readonly challenge: string;
  readonly login?: string;
  readonly userId?: string;
  /** The address to verify, if it is not the current one of the user. */
  readonly address?: string;
  /** In the notice to the old address: the new address. */
  readonly newEmail?: string;
  /** If true, nothing is mailed while an earlier mail of the same purpose is still valid. */
  readonly unlessPending?: boolean;
  /** The origin of the request: its time, IP address and browser. */
  readonly asked: { readonly at: string; readonly address: string; readonly device: string };
  readonly language?: string;
}

/** A requested mail before it has a challenge. */
export type AccountMailRequest = Omit<AccountMail, 'challenge' | 'asked' | 'language'>;

/**
 * Accepts requests for mails with tokens. Each is one message of the outbox, whether or not a user exists:
 * the user is looked up when it is delivered, so neither the response nor its time reveals who has an
 * account.
 */
@Injectable()
export class AccountMailsService {
  constructor(
    private readonly outbox: OutboxService,
    private readonly mail: MailService,
    private readonly hash: KeyedHash,
    private readonly clock: Clock,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Requests a mail in its own transaction, and returns its challenge: the UUID to send with its code.
   * @throws MailUnavailable
   */
  async request(request: AccountMailRequest, actor: Actor): Promise<string> {
    this.mail.assertAvailable();
    return this.unitOfWork.run((transaction) => this.add(request, actor, transaction));
  }

  /** Requests a mail like `request`, but only if there is a mail server. Returns whether there is one. */
  async requestIfAvailable(request: AccountMailRequest, actor: Actor): Promise<boolean> {
    if (!this.mail.isAvailable) return false;
    await this.request(request, actor);
    return true;
  }

  /**
   * Requests the verification mail again: for a login, or for the signed-in user.
   * @throws ValidationFailed, MailUnavailable
   */
  resendVerification({ login }: ResendDto, actor: Actor): Promise<string> {
    if (login === undefined && actor.id === null)
      throw invalidField('login', { rule: 'required', message: 'must be given where no user is signed in' });
    const whose = login === undefined ? { userId: actor.id as string } : { login };
    return this.request({ purpose: 'verify_email', ...whose }, actor);
  }

  /** Requests a mail in the transaction of the change that causes it. @throws MailUnavailable */
  async add(
    { login, ...request }: AccountMailRequest,
    actor: Actor,
    transaction: Transaction,
  ): Promise<string> {
    this.mail.assertAvailable();
    const challenge = uuidv7();
    const asked = {
      at: this.clock.now().toISOString(),
      address: actor.address,
      device: deviceOf(actor.userAgent),
    };
    const payload: AccountMail = { ...request, login, challenge, asked, language: actor.language };
    // Hashes the login, because users may type a password into the wrong field, and it must not be readable in a
    // column.
    const recipient = this.hash.of('account mail', request.userId ?? canonicalLogin(login ?? ''));
    await this.outbox.add({ kind: 'account_mail', recipient, payload }, transaction);
    return challenge;
  }

  /** Requests the notice with the undo link, if such notices are sent. */
  async addNotice(request: AccountMailRequest, actor: Actor, transaction: Transaction): Promise<void> {
    if (this.mail.sends('email_changed')) await this.add(request, actor, transaction);
  }

  /** Like `add`, for changes that must also succeed without a mail server. */
  async addIfAvailable(request: AccountMailRequest, actor: Actor, transaction: Transaction): Promise<void> {
    if (this.mail.isAvailable) await this.add(request, actor, transaction);
  }
}
