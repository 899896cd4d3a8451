import { Logger } from '@nestjs/common';
import { MailTransport, type RenderedMail } from './mail-transport.js';

const LINK = /https?:\/\/\S+/g;

/**
 * Writes mails to the log instead of sending them. It is only for development, because the log then contains
 * links and codes.
 */
export class LogTransport extends MailTransport {
  readonly isAvailable = true;
  private readonly logger = new Logger('Mail');

  send({ to, subject, text }: RenderedMail): Promise<void> {
    this.logger.log({ msg: 'mail', to, subject, links: text.match(LINK) ?? [], text });
    return Promise.resolve();
  }
}
