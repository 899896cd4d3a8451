import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import type { BrowserCookie } from '../common/refresh-cookie.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { RefreshService, type Rotation } from '../sessions/refresh.service.js';
import { InvalidRefreshToken } from '../sessions/sessions.errors.js';
import { Metrics } from '../telemetry/metrics.js';
import type { RefreshDto, TokensDto } from './auth.dto.js';
import { BrowserOrigins } from './browser-origins.js';
import { TokensService } from './tokens.service.js';

/** Goes on with a session. */
@Injectable()
export class SessionContinuationService {
  constructor(
    private readonly refreshes: RefreshService,
    private readonly tokens: TokensService,
    private readonly origins: BrowserOrigins,
    private readonly unitOfWork: UnitOfWork,
    private readonly metrics: Metrics,
  ) {}

  /** Trades a refresh token, from the body or the browser's cookie, for the next. @throws InvalidRefreshToken, OriginRefused */
  async refresh({ refreshToken }: RefreshDto, cookie: BrowserCookie, actor: Actor): Promise<TokensDto> {
    const presented = refreshToken ?? this.origins.trusted(cookie);
    const rotated = await this.unitOfWork.statement(() => this.refreshes.rotate(presented));
    const rotation = rotated ?? (await this.repeat(presented, actor));
    const grant = rotation && (await this.refreshes.grant(rotation));

    this.metrics.refreshes.inc({ outcome: !grant ? 'refused' : rotated ? 'rotated' : 'repeated' });
    // Thrown out here on purpose: thrown inside, it would undo the end of a session whose token was copied.
    if (!grant) throw new InvalidRefreshToken();
    return this.tokens.of(grant);
  }

  /** What is no refresh token of ours at all is not worth a transaction. */
  private async repeat(presented: string, actor: Actor): Promise<Rotation | undefined> {
    if (this.refreshes.sessionIdOf(presented) === undefined) return undefined;
    return this.unitOfWork.run((transaction) => this.refreshes.repeat(presented, actor, transaction));
  }
}
