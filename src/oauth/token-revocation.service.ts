import { Injectable } from '@nestjs/common';
import { AccessTokensService } from '../access/access-tokens.service.js';
import type { ServiceClient } from '../common/principal.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { RevocationsService } from '../revocations/revocations.service.js';
import { RefreshService } from '../sessions/refresh.service.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { UnauthorizedClient } from './oauth.errors.js';

/** Takes tokens back (RFC 7009). Who shows a person's token may end the session it came from. */
@Injectable()
export class TokenRevocationService {
  constructor(
    private readonly accessTokens: AccessTokensService,
    private readonly refreshes: RefreshService,
    private readonly sessions: SessionsService,
    private readonly revocations: RevocationsService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Revokes the token. One that does not count anyway is as good as revoked. @throws UnauthorizedClient */
  async revoke({ subject }: ServiceClient, token: string): Promise<void> {
    const principal = await this.accessTokens.inspect(token);
    if (principal?.kind === 'client' && principal.subject !== subject) throw new UnauthorizedClient();
    if (principal?.kind === 'client') return this.revokeToken(principal.tokenId);

    const id = principal?.sessionId ?? this.refreshes.sessionIdOf(token);
    if (id) await this.unitOfWork.run((transaction) => this.sessions.end({ id }, transaction));
  }

  private revokeToken(subject: string): Promise<void> {
    return this.unitOfWork.run((transaction) =>
      this.revocations.append([{ type: 'token', subject }], transaction),
    );
  }
}
