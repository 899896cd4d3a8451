import { randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { DEVICE_SECONDS } from './device-cookie.js';
import { KeyedHash } from './keyed-hash.js';

const ID_BYTES = 12;

/**
 * Proof that somebody signed in to an account with this browser before, as OWASP describes device cookies. Nothing of it
 * is stored, and it opens nothing: it only keeps strangers' attempts from counting against the owner.
 */
@Injectable()
export class DeviceTokens {
  constructor(
    private readonly hash: KeyedHash,
    private readonly clock: Clock,
  ) {}

  /** A token for a browser from which somebody just signed in to the account. */
  make(account: string): string {
    const facts = `${Math.floor(this.clock.now().getTime() / 1000)}.${randomBytes(ID_BYTES).toString('base64url')}`;
    return `${facts}.${this.tagOf(account, facts)}`;
  }

  /** The device's id, if the token was made for this account within 90 days. */
  idOf(account: string, token: string | undefined): string | undefined {
    const [seconds = '', id = '', tag = '', ...rest] = token?.split('.') ?? [];
    const expected = Buffer.from(this.tagOf(account, `${seconds}.${id}`));
    const shown = Buffer.from(tag);
    const isOurs = rest.length === 0 && shown.length === expected.length && timingSafeEqual(shown, expected);
    return isOurs && this.isRecent(Number(seconds)) ? id : undefined;
  }

  private tagOf(account: string, facts: string): string {
    return this.hash.of('device', account, facts);
  }

  private isRecent(seconds: number): boolean {
    return this.clock.now().getTime() / 1000 - seconds < DEVICE_SECONDS;
  }
}
