import { Injectable } from '@nestjs/common';
import { AccessTokensService } from '../access/access-tokens.service.js';
import { Unavailable } from '../common/common.errors.js';
import type { Principal } from '../common/principal.js';
import { Config } from '../config/config.js';
import { RevocationMemory } from '../revocations/revocation-memory.js';
import { RefreshService } from '../sessions/refresh.service.js';
import type { IntrospectionDto } from './oauth.dto.js';

/** Says whether a token counts now (RFC 7662). */
@Injectable()
export class IntrospectionService {
  constructor(
    private readonly config: Config,
    private readonly accessTokens: AccessTokensService,
    private readonly refreshes: RefreshService,
    private readonly revocations: RevocationMemory,
  ) {}

  /** Reads an access token or a refresh token. Whatever is wrong with it, the answer is `active: false`. */
  async introspect(token: string): Promise<IntrospectionDto> {
    const principal = await this.accessTokens.inspect(token);
    if (principal) return this.accessToken(principal);

    const session = await this.refreshes.inspect(token);
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
    if (this.revocations.isStale)
      throw new Unavailable('What was revoked elsewhere is not known here right now.');
    if (this.revocations.isRevoked(principal)) return { active: false };
    return {
      active: true,
      token_type: 'access_token',
      iss: this.config.ISSUER,
      aud: this.config.AUDIENCE,
      sub: principal.subject,
      jti: principal.tokenId,
      iat: principal.issuedAt,
      exp: principal.expiresAt,
      ...(principal.kind === 'person'
        ? { sid: principal.sessionId, roles: [...principal.roles] }
        : { client_id: principal.subject, scope: principal.scopes.join(' ') }),
    };
  }
}

function seconds(moment: Date): number {
  return Math.floor(moment.getTime() / 1000);
}
