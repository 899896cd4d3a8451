import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../common/clock.js';
import { Config } from '../config/config.js';
import { KeysService } from '../keys/keys.service.js';
import { type AccessTokenClaims, TOKEN_TYPE } from './token-profile.js';

/** Whom a new access token speaks for. */
export interface TokenSubject {
  readonly userId: string;
  readonly sessionId: string;
  readonly roles: readonly string[];
}

/** Makes access tokens (RFC 9068). */
@Injectable()
export class AccessTokensService {
  constructor(
    private readonly config: Config,
    private readonly keys: KeysService,
    private readonly jwt: JwtService,
    private readonly clock: Clock,
  ) {}

  /** Seconds that a new token lives. */
  get lifetime(): number {
    return this.config.ACCESS_TOKEN_TTL;
  }

  /** Signs a token that lives ACCESS_TOKEN_TTL from now. */
  issue({ userId, sessionId, roles }: TokenSubject): string {
    const { id, algorithm, privateKey } = this.keys.current();
    const iat = Math.floor(this.clock.now().getTime() / 1000);
    const claims: AccessTokenClaims = {
      iss: this.config.ISSUER,
      aud: this.config.AUDIENCE,
      sub: userId,
      sid: sessionId,
      jti: uuidv7(),
      iat,
      exp: iat + this.lifetime,
      roles: [...roles],
    };
    return this.jwt.sign(claims, {
      algorithm,
      privateKey,
      keyid: id,
      header: { alg: algorithm, typ: TOKEN_TYPE },
    });
  }
}
