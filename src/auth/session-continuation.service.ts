import { Injectable } from '@nestjs/common';
import type { Person } from '../common/principal.js';
import type { BrowserCookie } from '../common/refresh-cookie.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { RefreshService } from '../sessions/refresh.service.js';
import { InvalidRefreshToken } from '../sessions/sessions.errors.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { Metrics } from '../telemetry/metrics.js';
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
    private readonly metrics: Metrics,
  ) {}

  /** Trades a refresh token, from the body or the browser's cookie, for the next. @throws InvalidRefreshToken, OriginRefused */
  async refresh({ refreshToken }: RefreshDto, cookie: BrowserCookie): Promise<TokensDto> {
    const presented = refreshToken ?? this.origins.trusted(cookie);
    const rotated = await this.unitOfWork.statement(() => this.refreshes.rotate(presented));
    const rotation =
      rotated ?? (await this.unitOfWork.run((transaction) => this.refreshes.repeat(presented, transaction)));
    const grant = rotation && (await this.refreshes.grant(rotation));

    this.metrics.refreshes.inc({ outcome: !grant ? 'refused' : rotated ? 'rotated' : 'repeated' });
    // Thrown out here on purpose: thrown inside, it would undo the end of a session whose token was copied.
    if (!grant) throw new InvalidRefreshToken();
    return this.tokens.of(grant);
  }

  /** Ends the session of the access token, or of the browser's cookie. @throws InvalidRefreshToken, OriginRefused */
  async logout(caller: Person | undefined, cookie: BrowserCookie): Promise<void> {
    const id = caller?.sessionId ?? this.refreshes.sessionIdOf(this.origins.trusted(cookie));
    if (!id) throw new InvalidRefreshToken();
    await this.unitOfWork.run((transaction) => this.sessions.end({ id }, transaction));
  }
}
