import type { Config } from '../config/config.js';
import { LogTransport } from './log-transport.js';
import type { MailTransport } from './mail-transport.js';
import { NoTransport } from './no-transport.js';
import { smtpOptions } from './smtp-options.js';
import { SmtpTransport } from './smtp-transport.js';

/**
 * Returns the transport of mails: the server in SMTP_URL, or without it the log outside of production, or none in
 * production.
 */
export function transportFor(config: Config): MailTransport {
  return smtpTransportFor(config) ?? (config.isProduction ? new NoTransport() : new LogTransport());
}

/** Returns the transport to the server in SMTP_URL, if that is set. */
export function smtpTransportFor(config: Config): SmtpTransport | undefined {
  if (config.SMTP_URL === undefined) return undefined;
  return new SmtpTransport(smtpOptions(config), config.MAIL_FROM);
}
