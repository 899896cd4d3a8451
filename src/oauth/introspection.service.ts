import { Injectable } from '@nestjs/common';
import { hashOfSecret } from '../common/secret-hash.js';
import type { Principal } from '../common/principal.js';
import { Config } from '../config/config.js';
import { RevocationMemory } from '../revocations/revocation-memory.js';
import { RefreshSecrets } from '../sessions/refresh-secrets.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { TokenVerifier } from '../tokens/token-verifier.js';
import type { IntrospectionDto } from './oauth.dto.js';

/** Tells whether a token is valid now (RFC 7662). */
@Injectable()
export class IntrospectionService {
  constructor(
    private readonly config: Config,
    private readonly tokens: TokenVerifier,
    private readonly secrets: RefreshSecrets,
    private readonly sessions: SessionsService,
    private readonly revocations: RevocationMemory,
  ) {}

  /**
   * Inspects an access token or a refresh token. Every invalid token gives `active: false`. @throws Unavailable when
   * the revocation feed is stale
   */
  async introspect(token: string): Promise<IntrospectionDto> {
    const principal = await this.tokens.inspect(token);
    if (principal) return this.accessToken(principal);

    const refresh = this.secrets.parse(token);
    const session =
      refresh && (await this.sessions.findCurrent(refresh.sessionId, hashOfSecret(refresh.secret)));
    if (!session) return { active: false };
    return {
      active: true,
      token_type: 'refresh_token',
      iss: this.config.ISSUER,
      sub: session.userId,
      sid: session.id,
      iat: seconds(session.rotatedAt ?? session.createdAt),
      exp: seconds(session.expiresAt),
    };
  }

  private accessToken(principal: Principal): IntrospectionDto {
    this.revocations.freshness.require();
    if (this.revocations.isRevoked(principal)) return { active: false };
    return {
      ...(principal.kind === 'person' && principal.claims),
      active: true,
      token_type: 'access_token',
      iss: this.config.ISSUER,
      aud: this.config.AUDIENCE,
      sub: principal.subject,
      jti: principal.tokenId,
      iat: principal.issuedAt,
      exp: principal.expiresAt,
      ...(principal.kind === 'person'
        ? {
            sid: principal.sessionId,
            roles: [...principal.roles],
            amr: [...principal.authMethods],
            auth_time: principal.authTime,
          }
        : { client_id: principal.subject, scope: principal.scopes.join(' ') }),
    };
  }
}

function seconds(moment: Date): number {
  return Math.floor(moment.getTime() / 1000);
}
