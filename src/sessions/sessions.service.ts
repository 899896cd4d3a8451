import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { Op, type Transaction, type WhereOptions } from 'sequelize';
import { oneMore } from '../database/one-more.js';
import { RevocationsService } from '../revocations/revocations.service.js';
import { Metrics } from '../telemetry/metrics.js';
import { UsersService } from '../users/users.service.js';
import { SessionLifetimes } from './session-lifetimes.js';
import { Session } from './session.model.js';

/** A BIGINT as a database gives it. */
type Timestamp = number | string | null;

const MOST_LISTED = 200;

/** How far to go when a user's tokens are revoked. */
export interface RevokeOptions {
  /** Whether the sessions end too, or only have to be refreshed. */
  readonly endSessions: boolean;
  /** The one session that goes on as if nothing had happened. */
  readonly exceptSession?: string;
}

/** Owns `sessions`: which there are, and how they end. How they start and are refreshed is in RefreshService. */
@Injectable()
export class SessionsService {
  constructor(
    @InjectModel(Session) private readonly sessions: typeof Session,
    private readonly users: UsersService,
    private readonly revocations: RevocationsService,
    private readonly lifetimes: SessionLifetimes,
    private readonly metrics: Metrics,
  ) {}

  /** The user's live sessions, the latest used first, 200 at most. */
  list(userId: string): Promise<Session[]> {
    const where = { userId, ...this.lifetimes.live() };
    return this.sessions.findAll({ where, order: [['lastUsedAt', 'DESC']], limit: MOST_LISTED });
  }

  /** Whether the secret with this hash is the one that refreshes the session now. */
  async isCurrent(id: string, secretHash: string): Promise<Session | undefined> {
    return (
      (await this.sessions.findOne({ where: { id, secretHash, ...this.lifetimes.live() } })) ?? undefined
    );
  }

  /** Ends one session, at once for its access tokens too. Answers whether it was live (and that user's, if one is given). */
  async end(which: { id: string; userId?: string }, transaction: Transaction): Promise<boolean> {
    const [ended] = await this.sessions.update(
      { endedAt: this.lifetimes.now(), revision: oneMore('revision') },
      { where: { ...which, ...this.lifetimes.live() }, transaction },
    );
    if (ended === 1) await this.revocations.append([{ type: 'session', subject: which.id }], transaction);
    return ended === 1;
  }

  /** Ends a session whose refresh token was used again: somebody has a copy. */
  async endCopied(id: string, transaction: Transaction): Promise<void> {
    const wasLive = await this.end({ id }, transaction);
    if (wasLive) transaction.afterCommit(() => this.metrics.refreshReuses.inc({}));
  }

  /**
   * Revokes every access token that the users have now, so that whatever changed about them counts at once. Touching
   * their rows and their live sessions makes it wait for sign-ins and refreshes that have begun, and makes those that
   * begin later wait for it: each token was issued either before the not-before, or from what is true now.
   */
  async revokeUsers(
    userIds: readonly string[],
    options: RevokeOptions,
    transaction: Transaction,
  ): Promise<void> {
    const { endSessions, exceptSession } = options;
    const userId = [...userIds];
    await this.users.touch(userId, transaction);
    await this.sessions.update(
      { revision: oneMore('revision') },
      { where: { userId, endedAt: null }, transaction },
    );
    if (endSessions) await this.endAll(userId, exceptSession, transaction);

    const newest = await this.sessions.max<Timestamp, Session>('issuedAt', {
      where: { userId },
      transaction,
    });
    const wanted = Math.max(this.lifetimes.now().getTime(), Number(newest ?? 0) + 1);
    const notBefore = await this.users.raiseTokensNotBefore(userId, wanted, transaction);
    const entries = userId.map((subject) => ({ type: 'user' as const, subject, notBefore, exceptSession }));
    await this.revocations.append(entries, transaction);
  }

  /** Removes the sessions of a user who is being deleted, and revokes every token. */
  async forget(userId: string, transaction: Transaction): Promise<void> {
    await this.sessions.destroy({ where: { userId }, transaction });
    await this.revocations.append([{ type: 'user', subject: userId }], transaction);
  }

  /** Deletes at most `limit` sessions that have ended or expired. Answers how many. */
  async sweep(limit: number, transaction: Transaction): Promise<number> {
    const over: WhereOptions<Session>[] = [
      { endedAt: { [Op.ne]: null } },
      { expiresAt: { [Op.lt]: this.lifetimes.now() } },
      { lastUsedAt: { [Op.lt]: this.lifetimes.idleStart() } },
    ];
    let swept = 0;
    for (const where of over) {
      if (swept < limit) swept += await this.sessions.destroy({ where, limit: limit - swept, transaction });
    }
    return swept;
  }

  private async endAll(
    userId: string[],
    exceptSession: string | undefined,
    transaction: Transaction,
  ): Promise<void> {
    const others = exceptSession === undefined ? {} : { id: { [Op.ne]: exceptSession } };
    const where = { userId, endedAt: null, ...others };
    await this.sessions.update({ endedAt: this.lifetimes.now() }, { where, transaction });
  }
}
