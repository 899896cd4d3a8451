import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Clock } from '../common/clock.js';
import type { Principal } from '../common/principal.js';

const MOST_TOKENS = 10_000;

/**
 * Tokens that were found good, so that a signature is checked once and not with every request. What a token says does
 * not change; whether it has expired or was revoked is asked each time.
 */
@Injectable()
export class CheckedTokens {
  private readonly principals = new LRUCache<string, Principal>({ max: MOST_TOKENS });

  constructor(private readonly clock: Clock) {}

  /** Who the token speaks for, if it was remembered and has not expired. */
  find(token: string): Principal | undefined {
    const principal = this.principals.get(token);
    if (!principal || principal.expiresAt * 1000 > this.clock.now().getTime()) return principal;
    this.principals.delete(token);
    return undefined;
  }

  /** Remembers a token that was just found good. */
  remember(token: string, principal: Principal): void {
    this.principals.set(token, principal);
  }
}
