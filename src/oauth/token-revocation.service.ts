import { Injectable } from '@nestjs/common';
import { AccessTokensService } from '../access/access-tokens.service.js';
import type { Actor } from '../common/actor.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { RefreshService } from '../sessions/refresh.service.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { ClientTokensService } from './client-tokens.service.js';
import { UnauthorizedClient } from './oauth.errors.js';

/** Takes tokens back (RFC 7009). Who shows a person's token may end the session it came from. */
@Injectable()
export class TokenRevocationService {
  constructor(
    private readonly accessTokens: AccessTokensService,
    private readonly refreshes: RefreshService,
    private readonly sessions: SessionsService,
    private readonly clientTokens: ClientTokensService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Revokes the token. One that does not count anyway is as good as revoked. @throws UnauthorizedClient */
  async revoke(token: string, actor: Actor): Promise<void> {
    const principal = await this.accessTokens.inspect(token);
    if (principal?.kind === 'client' && principal.subject !== actor.id) throw new UnauthorizedClient();

    const id = principal?.sessionId ?? this.refreshes.sessionIdOf(token);
    await this.unitOfWork.run(async (transaction) => {
      if (principal?.kind === 'client') await this.clientTokens.revoke(principal, actor, transaction);
      else if (id) await this.sessions.end({ id }, actor, transaction);
    });
  }
}
