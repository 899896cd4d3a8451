import { DeliveryFailed } from '../outbox/outbox.errors.js';
import { MailTransport } from './mail-transport.js';

/**
 * The transport in production without SMTP_URL: features that need mail are refused, and queued mails wait until it is
 * set.
 */
export class NoTransport extends MailTransport {
  readonly isAvailable = false;

  send(): Promise<void> {
    return Promise.reject(new DeliveryFailed('no_smtp_url'));
  }
}
