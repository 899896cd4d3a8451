import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import type { RequestOrigin } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { deviceOf } from '../common/device.js';
import type { Notice } from '../common/notices.js';
import { MailService } from '../mail/mail.service.js';
import type { MailParams } from '../mail/mail-templates.js';
import type { User } from '../users/user.model.js';

/** Whose account it is, in which language, and where mails for it go: nowhere without a verified address. */
export type Reader = Pick<User, 'name' | 'email' | 'verifiedEmailKey' | 'locale'>;

/** What a notice says beside the name and the time. */
type Particulars<N extends Notice> = Omit<MailParams[N], 'name' | 'when'>;

/**
 * Tells people what was done to their accounts. A notice is written in the transaction of what it tells of, so that each
 * is sent if, and only if, that is committed.
 */
@Injectable()
export class NoticesService {
  constructor(
    private readonly mail: MailService,
    private readonly clock: Clock,
  ) {}

  /** Whether such notices are sent at all. */
  sends(notice: Notice): boolean {
    return this.mail.sends(notice);
  }

  /** Writes a notice, unless it would reach no reader: then it costs nothing. Its language is that of the user, or else of the request. */
  async send<N extends Notice>(
    notice: N,
    { name, email, verifiedEmailKey, locale }: Reader,
    particulars: Particulars<N>,
    { language }: RequestOrigin,
    transaction: Transaction,
  ): Promise<void> {
    if (email === null || verifiedEmailKey === null || !this.sends(notice)) return;
    const params = { name, when: this.clock.now(), ...particulars } as unknown as MailParams[N];
    await this.mail.send({ template: notice, to: email, locale: locale ?? language, params }, transaction);
  }
}

/** From where something was done, as the list of sessions says it. */
export function whereOf({ address, userAgent }: RequestOrigin): { address: string; device: string } {
  return { address, device: deviceOf(userAgent) };
}
