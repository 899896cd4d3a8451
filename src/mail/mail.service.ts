import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import type { Notice } from '../common/notices.js';
import { Config } from '../config/config.js';
import { OutboxService } from '../outbox/outbox.service.js';
import type { MailParams, MailTemplate } from './mail-templates.js';
import { MailUnavailable } from './mail.errors.js';
import { MailTransport } from './mail-transport.js';

/** A mail to one address. */
export interface NewMail<T extends MailTemplate> {
  readonly template: T;
  /** The stored address of the account, never one from a request. */
  readonly to: string;
  /** A language tag or the value of Accept-Language. The first available language is used; undefined means English. */
  readonly locale: string | undefined;
  readonly params: MailParams[T];
}

/**
 * Sends mails through the outbox. They are rendered when they are delivered, so that a request costs one
 * INSERT for every account, and a corrected template also applies to waiting mails.
 */
@Injectable()
export class MailService {
  constructor(
    private readonly outbox: OutboxService,
    private readonly transport: MailTransport,
    private readonly config: Config,
  ) {}

  /** Refuses a feature that needs mail if none can be sent. @throws MailUnavailable */
  assertAvailable(): void {
    if (!this.transport.isAvailable) throw new MailUnavailable();
  }

  /** Returns whether mails can be sent. */
  get isAvailable(): boolean {
    return this.transport.isAvailable;
  }

  /** Returns whether such notices are sent: mail is available, and the operator has not turned them off. */
  sends(notice: Notice): boolean {
    return this.isAvailable && !this.config.NOTICES_OFF.includes(notice);
  }

  /** Queues a mail in the transaction of the change that causes it. It is sent after the commit. */
  async send<T extends MailTemplate>(mail: NewMail<T>, transaction: Transaction): Promise<void> {
    const { template, to, locale, params } = mail;
    const payload = { template, to, locale, params };
    await this.outbox.add({ kind: 'mail', recipient: to, payload }, transaction);
  }
}
