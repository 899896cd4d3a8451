import {
  claimsOf,
  enrollmentAudience,
  headerOf,
  issuedAtMilliseconds,
  type RevocableToken,
  TOKEN_ALGORITHMS,
  TOKEN_TYPE,
} from '@watchword/protocol';
import { errors, jwtVerify } from 'jose';
import { type Principal, principalOf } from './principal.js';
import { KeysUnavailable, type SigningKeys } from './signing-keys.js';
import { TokenRefused } from './token-refused.js';

/** A token with a valid signature and valid claims. It may have been revoked. */
export interface CheckedToken extends RevocableToken {
  readonly principal: Principal;
}

/** The issuer and audience that every token must have. */
export interface TokenProfile {
  readonly issuer: string;
  readonly audience: string;
}

/** Verifies form, signature, issuer, audience and times of a token (RFC 9068 4), but not revocations. */
export class TokenChecker {
  constructor(
    private readonly profile: TokenProfile,
    private readonly keys: SigningKeys,
  ) {}

  /**
   * Returns the claims of the token.
   * @throws TokenRefused
   */
  async check(token: string): Promise<CheckedToken> {
    const header = headerOf(token);
    if (!header) throw new TokenRefused('invalid');
    const claims = claimsOf(await this.payloadOf(token));
    if (!claims) throw new TokenRefused('invalid');
    if (claims.aud === enrollmentAudience(this.profile.audience))
      throw new TokenRefused('mfa_enrollment_required');

    return {
      principal: principalOf(claims),
      subject: claims.sub,
      sessionId: claims.client_id === undefined ? claims.sid : undefined,
      secretId: claims.client_id === undefined ? undefined : claims.secret_id,
      tokenId: claims.jti,
      keyId: header.kid,
      issuedAtMilliseconds: issuedAtMilliseconds(claims.jti, claims.iat),
    };
  }

  private async payloadOf(token: string): Promise<unknown> {
    const { issuer, audience } = this.profile;
    try {
      const { payload } = await jwtVerify(token, this.keys.find, {
        issuer,
        audience: [audience, enrollmentAudience(audience)],
        algorithms: [...TOKEN_ALGORITHMS],
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
