import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../common/actor.js';
import type { RequestOrigin } from '../common/request-origin.js';
import { hashOfSecret } from '../common/secret-hash.js';
import { type Credentials, type TokenSubject, UsersService } from '../users/users.service.js';
import { RefreshRows } from './refresh-rows.js';
import { RefreshSecrets, type RefreshToken } from './refresh-secrets.js';
import { SessionLifetimes } from './session-lifetimes.js';
import type { Session } from './session.model.js';
import { SessionsService } from './sessions.service.js';

/** What a sign-in or a refresh grants. The access token must say `issuedAt`, in milliseconds since the epoch. */
export interface Grant {
  readonly user: TokenSubject;
  readonly sessionId: string;
  readonly refreshToken: string;
  readonly issuedAt: number;
}

/** A refresh token that took the place of another. */
export interface Rotation {
  readonly sessionId: string;
  readonly successor: string;
}

/** Starts sessions and rotates their refresh tokens (RFC 9700 4.14). The chain of a session never forks. */
@Injectable()
export class RefreshService {
  constructor(
    private readonly rows: RefreshRows,
    private readonly sessions: SessionsService,
    private readonly users: UsersService,
    private readonly secrets: RefreshSecrets,
    private readonly lifetimes: SessionLifetimes,
  ) {}

  /**
   * Starts a session for somebody whose password was checked, or answers nothing when the account changed meanwhile.
   */
  async start(
    checked: Credentials,
    { address, userAgent }: RequestOrigin,
    transaction: Transaction,
  ): Promise<Grant | undefined> {
    const user = await this.users.signIn(checked, transaction);
    if (!user) return undefined;

    const id = uuidv7();
    const secret = this.secrets.first(id);
    const now = this.lifetimes.now();
    const issuedAt = issueTime(now.getTime(), user);
    const row = { id, userId: user.id, secretHash: hashOfSecret(secret), issuedAt, address, userAgent };
    await this.rows.add({ ...row, lastUsedAt: now, expiresAt: this.lifetimes.expiry() }, transaction);
    return { user, sessionId: id, refreshToken: `${id}.${secret}`, issuedAt };
  }

  /**
   * Trades the current refresh token of a session for its successor, or answers nothing when it is not the current one.
   * One conditional UPDATE settles the race: of all who hold the secret, one changes the row. It is a transaction by
   * itself: run it with UnitOfWork.statement.
   */
  async rotate(presented: string): Promise<Rotation | undefined> {
    const token = this.secrets.parse(presented);
    if (!token) return undefined;

    const successor = this.secrets.successor(token);
    const isCurrent = await this.rows.replaceSecret(
      token.sessionId,
      hashOfSecret(token.secret),
      hashOfSecret(successor),
    );
    return isCurrent ? { sessionId: token.sessionId, successor } : undefined;
  }

  /**
   * Decides about a token that `rotate` did not take. Within REFRESH_GRACE, and while the successor is unused, a repeat
   * gets the same successor, so two tabs and lost answers do no harm; any other repeat ends the session.
   */
  async repeat(presented: string, actor: Actor, transaction: Transaction): Promise<Rotation | undefined> {
    const token = this.secrets.parse(presented);
    if (!token) return undefined;

    const successor = this.secrets.successor(token);
    if (await this.isRepeat(token, successor, transaction)) return { sessionId: token.sessionId, successor };
    await this.sessions.end({ id: token.sessionId }, actor, transaction, 'session.reuse_detected');
    return undefined;
  }

  /**
   * What a rotation grants, or nothing when the session or the user has ended meanwhile. It is read after the rotation
   * was committed: whatever changes later about the user finds the session's issue time, and revokes what is granted.
   */
  async grant({ sessionId, successor }: Rotation): Promise<Grant | undefined> {
    const session = await this.rows.findUnended(sessionId);
    const user = session && (await this.users.findTokenSubject(session.userId));
    if (!user || user.disabled) return undefined;
    const issuedAt = issueTime(session.issuedAt, user);
    return { user, sessionId, refreshToken: `${sessionId}.${successor}`, issuedAt };
  }

  /** Reads a refresh token whose session it would refresh now, without using it. */
  async inspect(presented: string): Promise<Session | undefined> {
    const token = this.secrets.parse(presented);
    return token && this.sessions.isCurrent(token.sessionId, hashOfSecret(token.secret));
  }

  /** The session that a refresh token names, used or not. */
  sessionIdOf(presented: string): string | undefined {
    return this.secrets.parse(presented)?.sessionId;
  }

  /**
   * The successor of the presented secret is current, so nobody has used it. Nothing is written: the repeat gets an
   * access token as old as the first one, so whatever revokes the first revokes this one too.
   */
  private async isRepeat(
    { sessionId, secret }: RefreshToken,
    successor: string,
    transaction: Transaction,
  ): Promise<boolean> {
    const graceStart = this.lifetimes.graceStart();
    if (!graceStart) return false;
    const [previous, current] = [hashOfSecret(secret), hashOfSecret(successor)];
    return this.rows.wasReplaced(sessionId, previous, current, graceStart, transaction);
  }
}

/** A token must not seem older than what was revoked before it was issued, even where this replica's clock is behind. */
function issueTime(now: number, { tokensNotBefore }: TokenSubject): number {
  return Math.max(now, Number(tokensNotBefore));
}
