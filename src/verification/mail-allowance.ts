import { Injectable, Logger } from '@nestjs/common';
import { Config } from '../config/config.js';
import { steady } from '../throttling/counter.js';
import { CountersService } from '../throttling/counters.service.js';
import { KeyedHash } from '../throttling/keyed-hash.js';
import { canonicalEmail } from '../users/canonical.js';

/** Maximum number of mails in an hour to one address that anyone can request. */
const PER_RECIPIENT = { count: 5, seconds: 3600 };

/** Limits the mails that anyone can request, so that they cannot flood an address or a mail server. */
@Injectable()
export class MailAllowance {
  private readonly logger = new Logger(MailAllowance.name);

  constructor(
    private readonly config: Config,
    private readonly counters: CountersService,
    private readonly hash: KeyedHash,
  ) {}

  /** Counts one mail to the address. Returns whether it may be sent. */
  async take(address: string): Promise<boolean> {
    const { MAIL_LIMIT: ceiling } = this.config;
    const recipient = {
      ...this.hash.counterOf('mail to', canonicalEmail(address)),
      rule: steady(PER_RECIPIENT),
    };
    const all =
      ceiling === 'off' ? [] : [{ ...this.hash.counterOf('mail to anyone'), rule: steady(ceiling) }];
    const { refusedBy } = await this.counters.take(recipient, ...all);
    if (refusedBy && refusedBy !== recipient) this.logger.warn('MAIL_LIMIT is reached: mails are not sent');
    return refusedBy === undefined;
  }
}
