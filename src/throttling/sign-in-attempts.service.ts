import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import { Config } from '../config/config.js';
import type { Rate } from '../config/variable.decorators.js';
import { type Bucket, growing, steady } from './counter.js';
import { CountersService } from './counters.service.js';
import { deviceCookieHeader } from './device-cookie.js';
import { DeviceTokens } from './device-tokens.js';
import { KeyedHash } from './keyed-hash.js';
import { KnownAddressesService } from './known-addresses.service.js';
import { headersOf } from './rate-limit-headers.js';
import type { Visitor } from './visitor.js';

/** The limits by address alone, and by account alone, allow so many times what LOGIN_LIMIT does. */
const WIDER = 10;
const HOUR_SECONDS = 3600;

/** Whose password is tried: a user, or nobody under a canonical name. */
export type Claimed = { readonly userId: string } | { readonly login: string };

/**
 * Limits attempts to sign in. Strangers, and those who have signed in to the account from this address or browser
 * before, are counted apart: no stranger can use up what the owner needs.
 */
@Injectable()
export class SignInAttempts {
  constructor(
    private readonly config: Config,
    private readonly counters: CountersService,
    private readonly hash: KeyedHash,
    private readonly devices: DeviceTokens,
    private readonly addresses: KnownAddressesService,
  ) {}

  /**
   * Counts an attempt before the password is looked at, so that of any number at once no more than the limit are. The
   * same for somebody and nobody. @throws RateLimited
   */
  async count(claimed: Claimed, visitor: Visitor): Promise<void> {
    const { LOGIN_LIMIT: rate } = this.config;
    if (rate === 'off') return;
    const account = accountOf(claimed);
    const device = this.devices.idOf(account, visitor.device);
    const isKnown = device !== undefined || (await this.addresses.isKnown(account, visitor.network));
    const group = isKnown ? 'known' : 'stranger';
    const standing = await this.counters.count(
      { id: this.pairId(account, visitor), rule: growing(rate) },
      this.addressBucket(group, visitor, rate),
      this.accountBucket(group, account, rate),
    );
    visitor.answerWith(headersOf(standing));
  }

  /**
   * Remembers, in the transaction of the sign-in, that the password was right. From then on this address is known, and
   * so is this browser if it takes cookies; what it had counted is set back.
   */
  async succeed(userId: string, visitor: Visitor, transaction: Transaction): Promise<void> {
    const { LOGIN_LIMIT: rate } = this.config;
    if (rate === 'off') return;
    const account = accountOf({ userId });
    await this.addresses.remember(account, userId, visitor.network, transaction);
    transaction.afterCommit(async () => {
      const { id } = this.accountBucket('known', account, rate);
      await this.counters.forget(this.pairId(account, visitor), id);
      if (visitor.takesCookies)
        visitor.answerWith({ 'set-cookie': deviceCookieHeader(this.devices.make(account)) });
    });
  }

  /** A known browser counts by itself, wherever it is; everybody else by network. */
  private pairId(account: string, { device, network }: Visitor): string {
    return this.hash.of('sign-in', account, this.devices.idOf(account, device) ?? network);
  }

  private addressBucket(group: string, { network }: Visitor, { count, seconds }: Rate): Bucket {
    const id = this.hash.of('sign-ins of an address', group, network);
    return { id, rule: steady({ count: WIDER * count, seconds }) };
  }

  private accountBucket(group: string, account: string, { count, seconds }: Rate): Bucket {
    const id = this.hash.of('sign-ins of an account', group, account);
    return { id, rule: steady({ count: WIDER * count, seconds: Math.max(seconds, HOUR_SECONDS) }) };
  }
}

/** A name may look like an id, so each says what it is. */
function accountOf(claimed: Claimed): string {
  return 'userId' in claimed ? `user ${claimed.userId}` : `login ${claimed.login}`;
}
