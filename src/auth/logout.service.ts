import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import type { Person } from '../common/principal.js';
import type { BrowserCookie } from '../common/refresh-cookie.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { RefreshService } from '../sessions/refresh.service.js';
import { InvalidRefreshToken } from '../sessions/sessions.errors.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { BrowserOrigins } from './browser-origins.js';

/** Ends the session of whoever leaves. */
@Injectable()
export class LogoutService {
  constructor(
    private readonly refreshes: RefreshService,
    private readonly sessions: SessionsService,
    private readonly origins: BrowserOrigins,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Ends the session of the access token, or of the browser's cookie. @throws InvalidRefreshToken, OriginRefused */
  async logout(caller: Person | undefined, cookie: BrowserCookie, actor: Actor): Promise<void> {
    const id = caller?.sessionId ?? this.refreshes.sessionIdOf(this.origins.trusted(cookie));
    if (!id) throw new InvalidRefreshToken();
    await this.unitOfWork.run((transaction) => this.sessions.end({ id }, actor, transaction));
  }
}
