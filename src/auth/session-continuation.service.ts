import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import type { Person } from '../common/principal.js';
import type { BrowserCookie } from '../common/refresh-cookie.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { RefreshService } from '../sessions/refresh.service.js';
import { InvalidRefreshToken } from '../sessions/sessions.errors.js';
import { SessionsService } from '../sessions/sessions.service.js';
import type { RefreshDto, TokensDto } from './auth.dto.js';
import { BrowserOrigins } from './browser-origins.js';
import { TokensService } from './tokens.service.js';

/** Goes on with a session, or ends it. */
@Injectable()
export class SessionContinuationService {
  constructor(
    private readonly refreshes: RefreshService,
    private readonly sessions: SessionsService,
    private readonly tokens: TokensService,
    private readonly origins: BrowserOrigins,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Trades a refresh token, from the body or the browser's cookie, for the next. @throws InvalidRefreshToken, OriginRefused */
  async refresh({ refreshToken }: RefreshDto, cookie: BrowserCookie, actor: Actor): Promise<TokensDto> {
    const presented = refreshToken ?? this.origins.trusted(cookie);
    const rotation =
      (await this.unitOfWork.statement(() => this.refreshes.rotate(presented))) ??
      (await this.unitOfWork.run((transaction) => this.refreshes.repeat(presented, actor, transaction)));
    const grant = rotation && (await this.refreshes.grant(rotation));

    // Thrown out here on purpose: thrown inside, it would undo the end of a session whose token was copied.
    if (!grant) throw new InvalidRefreshToken();
    return this.tokens.of(grant);
  }

  /** Ends the session of the access token, or of the browser's cookie. @throws InvalidRefreshToken, OriginRefused */
  async logout(caller: Person | undefined, cookie: BrowserCookie, actor: Actor): Promise<void> {
    const id = caller?.sessionId ?? this.refreshes.sessionIdOf(this.origins.trusted(cookie));
    if (!id) throw new InvalidRefreshToken();
    await this.unitOfWork.run((transaction) => this.sessions.end({ id }, actor, transaction));
  }
}
