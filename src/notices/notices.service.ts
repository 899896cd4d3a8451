import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import type { RequestOrigin } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { deviceOf } from '../common/device.js';
import type { Notice } from '../common/notices.js';
import { MailService } from '../mail/mail.service.js';
import type { MailParams } from '../mail/mail-templates.js';
import type { User } from '../users/user.model.js';

/** The owner of an account, their language, and the address for mails, which must be verified. */
export type Reader = Pick<User, 'name' | 'email' | 'verifiedEmailKey' | 'locale'>;

/** The contents of a notice besides the name and the time. */
type Particulars<N extends Notice> = Omit<MailParams[N], 'name' | 'when'>;

/**
 * Notifies users of changes to their accounts. A notice is queued in the transaction of its change, so that
 * it is sent if, and only if, the change is committed.
 */
@Injectable()
export class NoticesService {
  constructor(
    private readonly mail: MailService,
    private readonly clock: Clock,
  ) {}

  /** Returns whether such notices are sent at all. */
  sends(notice: Notice): boolean {
    return this.mail.sends(notice);
  }

  /**
   * Queues a notice, unless the user has no verified address or such notices are off. Its language is that of
   * the user, or else of the request.
   */
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

/** Returns the address and the device of a request, in the form of the list of sessions. */
export function whereOf({ address, userAgent }: RequestOrigin): { address: string; device: string } {
  return { address, device: deviceOf(userAgent) };
}
