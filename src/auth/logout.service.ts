import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { RefreshSecrets } from '../sessions/refresh-secrets.js';
import { InvalidRefreshToken } from '../sessions/sessions.errors.js';
import { SessionsService } from '../sessions/sessions.service.js';

/** Which session to end: by its id, or by one of its refresh tokens, used or not. */
export type SessionToEnd = { readonly sessionId: string } | { readonly refreshToken: string };

/** Logs users out. */
@Injectable()
export class LogoutService {
  constructor(
    private readonly secrets: RefreshSecrets,
    private readonly sessions: SessionsService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Ends the session. @throws InvalidRefreshToken when this service did not create the refresh token */
  async logout(session: SessionToEnd, actor: Actor): Promise<void> {
    const id =
      'sessionId' in session ? session.sessionId : this.secrets.parse(session.refreshToken)?.sessionId;
    if (!id) throw new InvalidRefreshToken();
    await this.unitOfWork.run((transaction) => this.sessions.end({ id }, actor, transaction));
  }
}
