import { DeliveryFailed } from '../outbox/outbox.errors.js';
import { MailTransport } from './mail-transport.js';

/** There is no SMTP_URL in production: features that need mail refuse, and what is still queued waits for one. */
export class NoTransport extends MailTransport {
  readonly isAvailable = false;

  send(): Promise<void> {
    return Promise.reject(new DeliveryFailed('no_smtp_url'));
  }
}
