import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-jwt';
import type { Principal } from '../common/principal.js';
import { Config } from '../config/config.js';
import { KeyRing } from '../keys/key-ring.js';
import {
  type AccessTokenClaims,
  type AccessTokenHeader,
  bearerTokenOf,
  headerOf,
  principalOf,
} from './token-profile.js';

/** A token whose signature, issuer, audience and expiry were found good. */
interface CheckedToken {
  readonly header: AccessTokenHeader;
  readonly payload: Partial<AccessTokenClaims>;
}

/** Checks an access token by its signature, issuer, audience, expiry and exact form (RFC 9068 4). */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor(config: Config, keys: KeyRing) {
    super({
      jwtFromRequest: ({ headers }) => bearerTokenOf(headers.authorization) || null,
      algorithms: ['ES256', 'RS256'],
      issuer: config.ISSUER,
      audience: config.AUDIENCE,
      jsonWebTokenOptions: { complete: true },
      secretOrKeyProvider: (_request: unknown, token: string, done) => {
        findKey(keys, token).then(
          (key) => done(key ? null : 'unknown key', key),
          (error: unknown) => done(error),
        );
      },
    });
  }

  /** Answers the caller, or null, which becomes 401. */
  validate({ header, payload }: CheckedToken): Principal | null {
    return principalOf(payload, header.kid) ?? null;
  }
}

/** The key must be of the algorithm that the token claims: a public key is never used as a secret. */
async function findKey(keys: KeyRing, token: string): Promise<string | undefined> {
  const header = headerOf(token);
  const key = header && (await keys.find(header.kid));
  // The types know only PEM; jsonwebtoken takes a KeyObject, and saves parsing PEM each time.
  return key && key.algorithm === header.alg ? (key.publicKey as unknown as string) : undefined;
}
