import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../common/clock.js';
import type { Principal } from '../common/principal.js';
import { Config } from '../config/config.js';
import { KeyRing } from '../keys/key-ring.js';
import { type AccessTokenClaims, headerOf, principalOf, TOKEN_TYPE } from './token-profile.js';

/** A person's sign-in or refresh that a token is made for. `issuedAt` is in milliseconds. */
export interface PersonGrant {
  readonly userId: string;
  readonly sessionId: string;
  readonly roles: readonly string[];
  readonly issuedAt: number;
}

/** Makes access tokens (RFC 9068), and reads them where no request carries them. */
@Injectable()
export class AccessTokensService {
  constructor(
    private readonly config: Config,
    private readonly keys: KeyRing,
    private readonly jwt: JwtService,
    private readonly clock: Clock,
  ) {}

  /** Seconds that a new token lives. */
  get lifetime(): number {
    return this.config.ACCESS_TOKEN_TTL;
  }

  /** Signs a token for a person. */
  issue({ userId, sessionId, roles, issuedAt }: PersonGrant): Promise<string> {
    return this.sign({ sub: userId, sid: sessionId, roles: [...roles] }, issuedAt);
  }

  /** Signs a token for a service client (RFC 9068 2.2). */
  issueForClient(clientId: string, scopes: readonly string[]): Promise<string> {
    const scope = scopes.length > 0 ? { scope: scopes.join(' ') } : {};
    return this.sign({ sub: clientId, client_id: clientId, ...scope }, this.clock.now().getTime());
  }

  /** Who a token speaks for, or nothing when it is forged or expired. Whether it was revoked is another question. */
  async inspect(token: string): Promise<Principal | undefined> {
    const header = headerOf(token);
    const key = header && (await this.keys.find(header.kid));
    if (!header || key?.algorithm !== header.alg) return undefined;
    try {
      const claims: AccessTokenClaims = this.jwt.verify(token, {
        publicKey: key.publicKey as unknown as string, // the types know only PEM
        algorithms: [key.algorithm],
        issuer: this.config.ISSUER,
        audience: this.config.AUDIENCE,
      });
      return principalOf(claims, key.id);
    } catch {
      return undefined;
    }
  }

  private async sign(subject: Partial<AccessTokenClaims>, issuedAt: number): Promise<string> {
    const { id, algorithm, privateKey } = await this.keys.current();
    const iat = Math.floor(issuedAt / 1000);
    // A clock that was ahead once leaves issue times in the future; no token must live longer for that.
    const start = Math.min(iat, Math.floor(this.clock.now().getTime() / 1000));
    const claims = {
      iss: this.config.ISSUER,
      aud: this.config.AUDIENCE,
      ...subject,
      jti: uuidv7({ msecs: issuedAt }),
      iat,
      exp: start + this.lifetime,
    };
    return this.jwt.sign(claims, {
      algorithm,
      privateKey,
      keyid: id,
      header: { alg: algorithm, typ: TOKEN_TYPE },
    });
  }
}
