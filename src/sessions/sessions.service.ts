import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { Op, type Transaction, type WhereOptions } from 'sequelize';
import { AuditService } from '../audit/audit.service.js';
import type { EventType } from '../audit/event-types.js';
import type { Actor } from '../common/actor.js';
import { increment } from '../database/increment.js';
import { RevocationsService } from '../revocations/revocations.service.js';
import type { AccessChange } from '../users/user-lifecycle.js';
import { UsersService } from '../users/users.service.js';
import { SessionLifetimes } from './session-lifetimes.js';
import { Session } from './session.model.js';

/** A BIGINT as a database driver returns it. */
type Timestamp = number | string | null;

const MAX_LISTED = 200;

/** Lists and ends sessions. SessionIssuer creates them, RefreshFlow refreshes them. */
@Injectable()
export class SessionsService {
  constructor(
    @InjectModel(Session) private readonly sessions: typeof Session,
    private readonly users: UsersService,
    private readonly revocations: RevocationsService,
    private readonly lifetimes: SessionLifetimes,
    private readonly audit: AuditService,
  ) {}

  /** Returns the user's live sessions, the most recently used first, at most 200. */
  list(userId: string): Promise<Session[]> {
    const where = { userId, ...this.lifetimes.live() };
    return this.sessions.findAll({ where, order: [['lastUsedAt', 'DESC']], limit: MAX_LISTED });
  }

  /** Returns the session if it is live and its current secret has this hash. */
  async findCurrent(id: string, secretHash: string): Promise<Session | undefined> {
    return (
      (await this.sessions.findOne({ where: { id, secretHash, ...this.lifetimes.live() } })) ?? undefined
    );
  }

  /** Returns the session if it has neither ended nor expired. */
  async findLive(id: string, transaction?: Transaction): Promise<Session | undefined> {
    return (
      (await this.sessions.findOne({ where: { id, ...this.lifetimes.live() }, transaction })) ?? undefined
    );
  }

  /** Ends one session and revokes its access tokens. Returns whether a live session matched `which`. */
  async end(
    which: { id: string; userId?: string; revision?: number },
    actor: Actor,
    transaction: Transaction,
    type: EventType = 'session.ended',
  ): Promise<boolean> {
    const [ended] = await this.sessions.update(
      { endedAt: this.lifetimes.now(), revision: increment('revision') },
      { where: { ...which, ...this.lifetimes.live() }, transaction },
    );
    if (ended !== 1) return false;
    const found = await this.sessions.findByPk(which.id, { transaction, rejectOnEmpty: true });
    const { id, userId } = found;
    // A caller with a token of the session is its owner. A caller who repeats an old token may be a thief.
    const who = type === 'session.ended' ? { ...actor, id: actor.id ?? userId } : actor;
    await this.audit.record({ type, actor: who, subject: userId, detail: { session: id } }, transaction);
    await this.revocations.append(
      [{ type: 'session', subject: id, revokedAt: Number(found.issuedAt) }],
      transaction,
    );
    return true;
  }

  /**
   * Revokes all access tokens of the users, so that a change to their accounts takes effect at once. It also updates
   * their rows and live sessions: so it waits for running sign-ins and refreshes, and later ones wait for it. Every
   * token was therefore either issued before the not-before time, or from the new state.
   */
  async revokeUsers(
    userIds: readonly string[],
    options: AccessChange,
    transaction: Transaction,
  ): Promise<void> {
    const { endSessions, exceptSession } = options;
    const userId = [...userIds];
    await this.users.touch(userId, transaction);
    await this.sessions.update(
      { revision: increment('revision') },
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

  /** Deletes the sessions of a user who is being deleted, and revokes all tokens. */
  async forget(userId: string, transaction: Transaction): Promise<void> {
    await this.sessions.destroy({ where: { userId }, transaction });
    await this.revocations.append([{ type: 'user', subject: userId }], transaction);
  }

  /** Deletes at most `limit` sessions that have ended or expired. Returns how many. */
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
