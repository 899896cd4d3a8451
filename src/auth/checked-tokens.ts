import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Principal } from '../common/principal.js';
import { TokenLifetime } from '../tokens/token-lifetime.js';

const MAX_TOKENS = 10_000;
/** The end of a signature: all of an ES256 one in base64url. */
const SIGNATURE_LENGTH = 86;

interface CheckedToken {
  readonly authorization: string;
  readonly principal: Principal;
}

/**
 * Tokens that were found good, so that a signature is checked once and not with every request. What a token says does
 * not change; whether it has expired or was revoked is checked each time. They are found by their signature, with which
 * the Authorization header ends, and then the whole header is compared: to cut the token out and to hash all of it takes
 * twice as long.
 */
@Injectable()
export class CheckedTokens {
  private readonly bySignature = new LRUCache<string, CheckedToken>({ max: MAX_TOKENS });

  constructor(private readonly lifetime: TokenLifetime) {}

  /** Who the Authorization header speaks for, if it was remembered. */
  find(authorization = ''): Principal | undefined {
    const found = this.bySignature.get(signatureOf(authorization));
    return found?.authorization === authorization ? found.principal : undefined;
  }

  /** Whether the token's times let it count now. */
  isCurrent(principal: Principal): boolean {
    return this.lifetime.covers(principal);
  }

  /** Remembers a header whose token was just found good. */
  remember(authorization: string, principal: Principal): void {
    this.bySignature.set(signatureOf(authorization), { authorization, principal });
  }
}

function signatureOf(authorization: string): string {
  return authorization.slice(-SIGNATURE_LENGTH);
}
