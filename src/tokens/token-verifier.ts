import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { enrollmentAudience, headerOf, TOKEN_ALGORITHMS } from '@watchword/protocol';
import type { Principal } from '../common/principal.js';
import { Config } from '../config/config.js';
import type { UsableKey } from '../keys/key-pair.js';
import { KeyRing } from '../keys/key-ring.js';
import { TokenLifetime } from './token-lifetime.js';
import { principalOf } from './token-profile.js';

/**
 * Verifies form, signature, issuer, audience and expiry of access tokens (RFC 9068 4). Everything that accepts tokens
 * uses these rules; JwtStrategy passes them to passport-jwt. It does not check for revocations.
 */
@Injectable()
export class TokenVerifier {
  /** The rules as options of jsonwebtoken, which both JwtService and passport-jwt use. */
  readonly rules: { algorithms: ('ES256' | 'RS256')[]; issuer: string; audience: [string, string] };

  constructor(
    config: Config,
    private readonly keys: KeyRing,
    private readonly jwt: JwtService,
    private readonly lifetime: TokenLifetime,
  ) {
    const audience: [string, string] = [config.AUDIENCE, enrollmentAudience(config.AUDIENCE)];
    this.rules = { algorithms: [...TOKEN_ALGORITHMS], issuer: config.ISSUER, audience };
  }

  /** Returns the subject of a token, or nothing when the token is not valid now, or can only enroll a second factor. */
  async inspect(token: string): Promise<Principal | undefined> {
    const principal = await this.read(token);
    if (!principal || !this.lifetime.covers(principal)) return undefined;
    return principal.kind === 'person' && principal.mustEnroll ? undefined : principal;
  }

  /** Returns the subject of a token that is valid now or will be later; nothing when it is forged or expired. */
  async read(token: string): Promise<Principal | undefined> {
    const key = await this.keyFor(token);
    if (!key) return undefined;
    try {
      const publicKey = key.publicKey as unknown as string; // the types accept only PEM
      return this.principalOf(this.jwt.verify(token, { ...this.rules, publicKey }), key.id);
    } catch {
      return undefined;
    }
  }

  /** Returns the subject of claims that were checked by the rules. */
  principalOf(payload: unknown, keyId: string): Principal | undefined {
    return principalOf(payload, keyId, this.rules.audience[1]);
  }

  /**
   * Returns the key that verifies a token, or nothing when the token does not have the form of this service's tokens or
   * names an unknown key. The key must belong to the algorithm that the token names: a public key is never used as an
   * HMAC secret.
   */
  async keyFor(token: string): Promise<UsableKey | undefined> {
    const header = headerOf(token);
    const key = header && (await this.keys.find(header.kid));
    return key?.algorithm === header?.alg ? key : undefined;
  }
}
