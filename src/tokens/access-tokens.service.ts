import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { type ClientClaims, enrollmentAudience, TOKEN_TYPE, type UserClaims } from '@watchword/protocol';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../common/clock.js';
import { type JsonObject, objectIn } from '../common/json-object.js';
import type { ServiceClient } from '../common/principal.js';
import { claimsIn } from '../common/token-claims.js';
import { Config } from '../config/config.js';
import { KeyRing } from '../keys/key-ring.js';
import { TokenLifetime } from './token-lifetime.js';

/** In `amr`: more than one factor was proved (RFC 8176). */
const MULTIPLE_FACTORS = 'mfa';

/** The claims that identify the subject of a token. */
type SubjectClaims = Omit<UserClaims, OwnClaims> | Omit<ClientClaims, OwnClaims>;
type OwnClaims = 'iss' | 'aud' | 'jti' | 'iat' | 'exp';

/** The sign-in or refresh that a user's token is issued for. `issuedAt` is in milliseconds since the epoch. */
export interface PersonGrant {
  readonly userId: string;
  readonly sessionId: string;
  readonly roles: readonly string[];
  /** JSON of what admins store about the user, or null. TOKEN_CLAIMS lists the members that the token contains. */
  readonly appMetadata: string | null;
  /** How the user proved who they are at sign-in (RFC 8176), and when. */
  readonly authMethods: readonly string[];
  readonly authTime: Date;
  /** Whether a remembered device replaced the second factor. */
  readonly isFactorRemembered: boolean;
  readonly issuedAt: number;
}

/** Signs access tokens (RFC 9068). */
@Injectable()
export class AccessTokensService {
  constructor(
    private readonly config: Config,
    private readonly times: TokenLifetime,
    private readonly keys: KeyRing,
    private readonly jwt: JwtService,
    private readonly clock: Clock,
  ) {}

  /** Lifetime of a new token in seconds. */
  get lifetime(): number {
    return this.times.seconds;
  }

  /** Signs a token for a user. */
  issue(grant: PersonGrant): Promise<string> {
    const { userId, sessionId, roles, appMetadata, authMethods, authTime, issuedAt } = grant;
    const proof = { amr: [...authMethods], auth_time: Math.floor(authTime.getTime() / 1000) };
    const claims = { ...this.chosen(appMetadata), sub: userId, sid: sessionId, roles: [...roles], ...proof };
    return this.sign(claims, this.audienceFor(grant), issuedAt);
  }

  /**
   * Signs a token for a service client (RFC 9068 2.2). It is revoked when the secret the client authenticated with is
   * deleted. `issuedAt` is in milliseconds since the epoch.
   */
  issueForClient(client: ServiceClient, scopes: readonly string[], issuedAt: number): Promise<string> {
    const { subject, secretId } = client;
    const scope = scopes.length > 0 ? { scope: scopes.join(' ') } : {};
    return this.sign(
      { sub: subject, client_id: subject, secret_id: secretId, ...scope },
      this.config.AUDIENCE,
      issuedAt,
    );
  }

  private chosen(appMetadata: string | null): JsonObject {
    const { TOKEN_CLAIMS } = this.config;
    return TOKEN_CLAIMS.length === 0 ? {} : claimsIn(objectIn(appMetadata), TOKEN_CLAIMS);
  }

  /**
   * Returns the audience of a token. If a role requires a second factor, a session without one is only valid for
   * enrolling one. A remembered device replaces the second factor.
   */
  private audienceFor({ roles, authMethods, isFactorRemembered }: PersonGrant): string {
    const { AUDIENCE, MFA_REQUIRED_ROLES } = this.config;
    const isDemanded = MFA_REQUIRED_ROLES.some((role) => roles.includes(role));
    const isMet = isFactorRemembered || authMethods.includes(MULTIPLE_FACTORS);
    return isDemanded && !isMet ? enrollmentAudience(AUDIENCE) : AUDIENCE;
  }

  private async sign(subject: SubjectClaims, audience: string, issuedAt: number): Promise<string> {
    const { id, algorithm, privateKey } = await this.keys.current();
    // If a clock was too fast, stored issue times are in the future. The `jti` must contain them, because revocations
    // are compared with it. But `iat` must not be in the future: the token would live longer, and verifiers would
    // reject it.
    const iat = Math.floor(Math.min(issuedAt, this.clock.now().getTime()) / 1000);
    const claims = {
      iss: this.config.ISSUER,
      aud: audience,
      ...subject,
      jti: uuidv7({ msecs: issuedAt }),
      iat,
      exp: iat + this.lifetime,
    };
    return this.jwt.sign(claims, {
      algorithm,
      privateKey,
      keyid: id,
      header: { alg: algorithm, typ: TOKEN_TYPE },
    });
  }
}
