import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Principal } from '../common/principal.js';
import { TokenLifetime } from '../tokens/token-lifetime.js';

const MAX_TOKENS = 10_000;
/** Number of characters of a signature that are used as the key: all of an ES256 signature in base64url. */
const SIGNATURE_LENGTH = 86;

interface CheckedToken {
  readonly authorization: string;
  readonly principal: Principal;
}

/**
 * Remembers verified tokens, so that a signature is checked once and not with every request. The claims of a token do
 * not change; its expiry and revocation are checked each time. A token is found by its signature, with which the
 * Authorization header ends, and then the whole header is compared: cutting out the token and hashing all of it takes
 * twice as long.
 */
@Injectable()
export class CheckedTokens {
  private readonly bySignature = new LRUCache<string, CheckedToken>({ max: MAX_TOKENS });

  constructor(private readonly lifetime: TokenLifetime) {}

  /** Returns the principal of a remembered Authorization header. */
  find(authorization = ''): Principal | undefined {
    const found = this.bySignature.get(signatureOf(authorization));
    return found?.authorization === authorization ? found.principal : undefined;
  }

  /** Returns whether the token is valid now, by its times. */
  isCurrent(principal: Principal): boolean {
    return this.lifetime.covers(principal);
  }

  /** Remembers a header whose token was just verified. */
  remember(authorization: string, principal: Principal): void {
    this.bySignature.set(signatureOf(authorization), { authorization, principal });
  }
}

function signatureOf(authorization: string): string {
  return authorization.slice(-SIGNATURE_LENGTH);
}
