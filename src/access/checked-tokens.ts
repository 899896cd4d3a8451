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

  /** Who the token speaks for, if it was remembered. */
  find(token: string): Principal | undefined {
    return this.principals.get(token);
  }

  /** Whether the token is over. */
  isExpired({ expiresAt }: Principal): boolean {
    return expiresAt * 1000 <= this.clock.now().getTime();
  }

  /** Remembers a token that was just found good. */
  remember(token: string, principal: Principal): void {
    this.principals.set(token, principal);
  }
}
