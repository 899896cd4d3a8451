import { Logger } from '@nestjs/common';
import { MailTransport, type RenderedMail } from './mail-transport.js';

const LINK = /https?:\/\/\S+/g;

/** Writes mails to the log instead, for development: links and codes are in it, so it is never used in production. */
export class LogTransport extends MailTransport {
  readonly isAvailable = true;
  private readonly logger = new Logger('Mail');

  send({ to, subject, text }: RenderedMail): Promise<void> {
    this.logger.log({ msg: 'mail', to, subject, links: text.match(LINK) ?? [], text });
    return Promise.resolve();
  }
}
