import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import { MailService } from '../mail/mail.service.js';
import type { User } from '../users/user.model.js';
import type { AccountMail } from './account-mails.service.js';
import { type Purpose, PURPOSES } from './purposes.js';
import { VerificationsService } from './verifications.service.js';

const MINUTE_MS = 60_000;

const TEMPLATES = {
  verify_email: 'verify_email',
  confirm_new_email: 'confirm_new_email',
  undo_email_change: 'email_changed',
  reset_password: 'reset_password',
  invite: 'invite',
  login: 'login_link',
} as const satisfies Record<Purpose, string>;

/** Creates a token and the mail with it. */
@Injectable()
export class VerificationMails {
  constructor(
    private readonly verifications: VerificationsService,
    private readonly mail: MailService,
  ) {}

  /** Returns whether an earlier mail of this purpose is still valid. */
  isPending(userId: string, purpose: Purpose): Promise<boolean> {
    return this.verifications.isPending(userId, purpose);
  }

  /** Queues the mail in the language of the user, once for each challenge. The user's row must be locked. */
  async send(request: AccountMail, user: User, address: string, transaction: Transaction): Promise<void> {
    const { purpose, challenge, language } = request;
    const about = { userId: user.id, purpose, address, challenge };
    const issued = await this.verifications.issue(about, transaction);
    if (!issued) return;
    const params = { name: user.name, ...issued, ...paramsOf(request) };
    const locale = user.locale ?? language;
    await this.mail.send({ template: TEMPLATES[purpose], to: address, locale, params }, transaction);
  }
}

function paramsOf({ purpose, asked, newEmail = '' }: AccountMail) {
  const { tokenMs, codeMs } = PURPOSES[purpose];
  const minutes = { minutes: tokenMs / MINUTE_MS, codeMinutes: codeMs / MINUTE_MS };
  return { ...minutes, when: new Date(asked.at), address: asked.address, device: asked.device, newEmail };
}
