import { errors, jwtVerify } from 'jose';
import { type Principal, principalOf } from './principal.js';
import { KeysUnavailable, type SigningKeys } from './signing-keys.js';
import { issuedAtMilliseconds, keyIdOf, TOKEN_TYPE } from './token-form.js';
import { TokenRefused } from './token-refused.js';

/** A token that is what it says; whether it has been revoked meanwhile is another question. */
export interface CheckedToken {
  readonly principal: Principal;
  readonly keyId: string;
  readonly issuedAtMilliseconds: number;
}

/** What every token must say about its origin. */
export interface TokenProfile {
  readonly issuer: string;
  readonly audience: string;
}

/** Checks a token by its own content: form, signature, issuer, audience, times (RFC 9068 4). */
export class TokenChecker {
  constructor(
    private readonly profile: TokenProfile,
    private readonly keys: SigningKeys,
  ) {}

  /**
   * Answers what the token says.
   * @throws TokenRefused
   */
  async check(token: string): Promise<CheckedToken> {
    const keyId = keyIdOf(token);
    const principal = keyId !== undefined && principalOf(await this.claimsOf(token));
    if (!principal) throw new TokenRefused('invalid');

    const { tokenId, issuedAt } = principal;
    return { principal, keyId, issuedAtMilliseconds: issuedAtMilliseconds(tokenId, issuedAt) };
  }

  private async claimsOf(token: string): Promise<Record<string, unknown>> {
    const { issuer, audience } = this.profile;
    try {
      const { payload } = await jwtVerify(token, this.keys.find, {
        issuer,
        audience,
        algorithms: ['ES256', 'RS256'],
        typ: TOKEN_TYPE,
        requiredClaims: ['exp', 'iat', 'sub', 'jti'],
      });
      return payload;
    } catch (error) {
      throw new TokenRefused(reasonFor(error), error);
    }
  }
}

function reasonFor(error: unknown): 'stale' | 'expired' | 'invalid' {
  if (error instanceof KeysUnavailable) return 'stale';
  return error instanceof errors.JWTExpired ? 'expired' : 'invalid';
}
