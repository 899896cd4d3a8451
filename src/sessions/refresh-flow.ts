import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { Unavailable } from '../common/common.errors.js';
import { hashOfSecret } from '../common/secret-hash.js';
import { Metrics } from '../telemetry/metrics.js';
import { AccessTokensService } from '../tokens/access-tokens.service.js';
import { type Grant, type IssuedTokens, issueTime, issueTokens } from './grant.js';
import { type LiveSession, RefreshRows } from './refresh-rows.js';
import {
  type PresentedToken,
  type RefreshRequest,
  RefreshTokens,
  type TokenStanding,
} from './refresh-tokens.js';
import { InvalidRefreshToken } from './sessions.errors.js';

/** A row can change between reading and writing: by another refresh with the same token, or by a change of roles. */
const MAX_ATTEMPTS = 5;

/** The result of a refresh, and whether it repeats an earlier one. */
interface Continuation {
  readonly grant: Grant;
  readonly isGraceRetry: boolean;
}

/** Rotates refresh tokens (RFC 9700 4.14). The chain of a session never forks. */
@Injectable()
export class RefreshFlow {
  constructor(
    private readonly tokens: RefreshTokens,
    private readonly rows: RefreshRows,
    private readonly accessTokens: AccessTokensService,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Exchanges a refresh token for the next tokens of its session. Reuse of an old token ends the session.
   * @throws InvalidRefreshToken when it is unknown, was used before or its session has ended; Unavailable when the
   * session keeps changing at the same time
   */
  async refresh(request: RefreshRequest, actor: Actor): Promise<IssuedTokens> {
    const presented = this.tokens.read(request);
    const continued = presented && (await this.continue(presented, actor));
    const granted = continued?.isGraceRetry ? 'repeated' : 'rotated';
    this.metrics.refreshes.inc({ outcome: continued ? granted : 'refused' });
    if (!continued) throw new InvalidRefreshToken();
    return issueTokens(this.accessTokens, continued.grant);
  }

  private async continue(presented: PresentedToken, actor: Actor): Promise<Continuation | undefined> {
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const outcome = await this.attempt(presented, actor);
      if (outcome === 'refused') return undefined;
      if (outcome !== 'changed') return outcome;
    }
    throw new Unavailable('The session is being changed. Try again in a moment.');
  }

  /**
   * Everything the response needs is read first. The one conditional write comes last and is its own transaction. If a
   * read fails, nothing was rotated; if the row has changed since it was read, it is read again. So the claims of a
   * token were true at its issue time, and a later revocation covers that issue time.
   */
  private async attempt(
    presented: PresentedToken,
    actor: Actor,
  ): Promise<Continuation | 'refused' | 'changed'> {
    const session = await this.rows.read(presented.sessionId);
    if (!session) return 'refused';
    const standing = this.tokens.standingOf(presented, session);
    if (standing === 'reused') return this.handleReuse(session, actor);

    const { user } = session;
    if (user.disabled) return 'refused';
    const successor = this.tokens.successorOf(presented, session);
    const written = await this.write(standing, presented, successor, session);
    if (written === undefined) return 'changed';
    const { id: sessionId, amr, authTime, isFactorRemembered } = session;
    const issued = { refreshToken: `${sessionId}.${successor}`, issuedAt: issueTime(written, user) };
    const proofs = { amr, authTime, isFactorRemembered };
    return { grant: { user, sessionId, ...issued, ...proofs }, isGraceRetry: standing !== 'current' };
  }

  /** Ends the session for both clients, because two clients have the token and one of them is a thief. */
  private async handleReuse(session: LiveSession, actor: Actor): Promise<'refused' | 'changed'> {
    return (await this.rows.endReused(session, actor)) ? 'refused' : 'changed';
  }

  /**
   * Returns the issue time of the new tokens. A retry gets the issue time of the first attempt, so one revocation
   * covers both.
   */
  private async write(
    standing: TokenStanding,
    { repeatKeyHash }: PresentedToken,
    successor: string,
    session: LiveSession,
  ): Promise<number | undefined> {
    if (standing === 'grace') return session.issuedAt;
    if (standing === 'late grace') return this.rows.renew(session);
    return this.rows.replaceSecret(session, { secretHash: hashOfSecret(successor), repeatKeyHash });
  }
}
