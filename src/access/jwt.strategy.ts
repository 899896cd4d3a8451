import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import type { Principal } from '../common/principal.js';
import { Config } from '../config/config.js';
import { KeysService } from '../keys/keys.service.js';
import { UsersService } from '../users/users.service.js';
import { type AccessTokenClaims, keyIdOf, principalOf } from './token-profile.js';

/** Checks an access token by its signature, issuer, audience, expiry and exact form (RFC 9068 4). */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor(
    config: Config,
    keys: KeysService,
    private readonly users: UsersService,
  ) {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      algorithms: ['ES256'],
      issuer: config.ISSUER,
      audience: config.AUDIENCE,
      secretOrKeyProvider: (_request: unknown, token: string, done) => {
        const key = keys.find(keyIdOf(token) ?? '')?.publicKey;
        // The types know only PEM; jsonwebtoken takes a KeyObject, and saves parsing PEM each time.
        done(key ? null : 'unknown key', key as unknown as string);
      },
    });
  }

  /** Answers the caller, or null (which becomes 401) for a user who is gone or disabled. */
  async validate(claims: Partial<AccessTokenClaims>): Promise<Principal | null> {
    const principal = principalOf(claims);
    const user = principal && (await this.users.find(principal.subject));
    return user && !user.disabled ? { ...principal, roles: user.roles } : null;
  }
}
