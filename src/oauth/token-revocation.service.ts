import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { RefreshSecrets } from '../sessions/refresh-secrets.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { TokenVerifier } from '../tokens/token-verifier.js';
import { ClientTokensService } from './client-tokens.service.js';
import { UnauthorizedClient } from './oauth.errors.js';

/** Revokes tokens (RFC 7009). A client that holds a user's token may end the session of that token. */
@Injectable()
export class TokenRevocationService {
  constructor(
    private readonly tokens: TokenVerifier,
    private readonly secrets: RefreshSecrets,
    private readonly sessions: SessionsService,
    private readonly clientTokens: ClientTokensService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Revokes the token. An invalid token is treated as already revoked. @throws UnauthorizedClient */
  async revoke(token: string, actor: Actor): Promise<void> {
    const principal = await this.tokens.read(token);
    if (principal?.kind === 'client' && principal.subject !== actor.id)
      throw new UnauthorizedClient('The token belongs to another client.');

    const id = principal?.sessionId ?? this.secrets.parse(token)?.sessionId;
    await this.unitOfWork.run(async (transaction) => {
      if (principal?.kind === 'client') await this.clientTokens.revoke(principal, actor, transaction);
      else if (id) await this.sessions.end({ id }, actor, transaction);
    });
  }
}
