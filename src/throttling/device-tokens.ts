import { randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { KeyedHash } from './keyed-hash.js';

/** How long a device is known after its last sign-in. */
export const DEVICE_SECONDS = 90 * 86_400;

const ID_BYTES = 12;
const MARK_LETTERS = 8;

/**
 * Creates and checks tokens which prove that this browser was used to sign in to an account before (OWASP, device
 * cookies). They are not stored and grant no access: they only prevent that attempts by strangers are counted for the
 * owner.
 */
@Injectable()
export class DeviceTokens {
  constructor(
    private readonly hash: KeyedHash,
    private readonly clock: Clock,
  ) {}

  /** Creates a token for a browser that was just used to sign in to the account. */
  make(account: string): string {
    const random = randomBytes(ID_BYTES).toString('base64url');
    const facts = `${Math.floor(this.clock.now().getTime() / 1000)}.${random}${this.marksOf(random)[0]}`;
    return `${facts}.${this.hash.of(...tagParts(account, facts))}`;
  }

  /** Returns the id of the device if the token was created for this account within 90 days. */
  idOf(account: string, token: string | undefined): string | undefined {
    const [seconds = '', id = '', tag = '', ...rest] = token?.split('.') ?? [];
    const expected = this.hash.allOf(...tagParts(account, `${seconds}.${id}`));
    const isOurs = rest.length === 0 && expected.some((one) => isSame(one, tag));
    return isOurs && this.isRecent(Number(seconds)) ? id : undefined;
  }

  /** Returns the id of the device if this service created the token, for any account. The token may have expired. */
  genuineIdOf(token: string | undefined): string | undefined {
    const id = token?.split('.', 2)[1] ?? '';
    const random = id.slice(0, -MARK_LETTERS);
    return random !== '' && this.marksOf(random).includes(id.slice(-MARK_LETTERS)) ? id : undefined;
  }

  /** Short marks that filter out invented tokens. The tag is the actual proof. */
  private marksOf(random: string): string[] {
    return this.hash.allOf('device mark', random).map((mark) => mark.slice(0, MARK_LETTERS));
  }

  private isRecent(seconds: number): boolean {
    return this.clock.now().getTime() / 1000 - seconds < DEVICE_SECONDS;
  }
}

function tagParts(account: string, facts: string): [string, string, string] {
  return ['device', account, facts];
}

function isSame(expected: string, shown: string): boolean {
  const [one, other] = [Buffer.from(expected), Buffer.from(shown)];
  return one.length === other.length && timingSafeEqual(one, other);
}
