import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { col, fn, Op, type Transaction } from 'sequelize';
import { v7 as uuidv7 } from 'uuid';
import type { RequestOrigin } from '../common/request-origin.js';
import { hashOfSecret } from '../common/secret-hash.js';
import { oneMore } from '../database/one-more.js';
import type { User } from '../users/user.model.js';
import { type Credentials, UsersService } from '../users/users.service.js';
import { RefreshSecrets, type RefreshToken } from './refresh-secrets.js';
import { SessionLifetimes } from './session-lifetimes.js';
import { Session } from './session.model.js';
import { SessionsService } from './sessions.service.js';

/** What a sign-in or a refresh grants. The access token must say `issuedAt`, in milliseconds since the epoch. */
export interface Grant {
  readonly user: User;
  readonly sessionId: string;
  readonly refreshToken: string;
  readonly issuedAt: number;
}

/** Starts sessions and rotates their refresh tokens (RFC 9700 4.14). The chain of a session never forks. */
@Injectable()
export class RefreshService {
  constructor(
    @InjectModel(Session) private readonly rows: typeof Session,
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
    await this.rows.create({ ...row, lastUsedAt: now, expiresAt: this.lifetimes.expiry() }, { transaction });
    return { user, sessionId: id, refreshToken: `${id}.${secret}`, issuedAt };
  }

  /**
   * Trades a refresh token for its successor, or answers nothing. A repeat within REFRESH_GRACE gets the same successor
   * while that is unused, so two tabs and lost answers do no harm; any other repeat ends the session.
   */
  async rotate(presented: string, transaction: Transaction): Promise<Grant | undefined> {
    const token = this.secrets.parse(presented);
    if (!token) return undefined;

    const successor = this.secrets.successor(token);
    const session =
      (await this.claim(token, successor, transaction)) ??
      (await this.repeated(token, successor, transaction));
    if (session) return this.grant(session, successor, transaction);

    await this.sessions.end({ id: token.sessionId }, transaction);
    return undefined;
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

  /** One conditional UPDATE settles the race: of all who hold the current secret, one changes the row. */
  private async claim(
    { sessionId, secret }: RefreshToken,
    successor: string,
    transaction: Transaction,
  ): Promise<Session | null> {
    const now = this.lifetimes.now();
    const current = hashOfSecret(secret);
    const rotation = {
      secretHash: hashOfSecret(successor),
      previousSecretHash: current,
      rotatedAt: now,
    };
    const [changed] = await this.rows.update(
      { ...rotation, lastUsedAt: now, issuedAt: this.noEarlierThan(now), revision: oneMore('revision') },
      { where: { id: sessionId, secretHash: current, ...this.lifetimes.live() }, transaction },
    );
    return changed === 1 ? this.rows.findByPk(sessionId, { transaction }) : null;
  }

  /**
   * The successor of the presented secret is current, so nobody has used it. Nothing is written: the repeat gets an
   * access token as old as the first one, so whatever revokes the first revokes this one too.
   */
  private async repeated(
    { sessionId, secret }: RefreshToken,
    successor: string,
    transaction: Transaction,
  ): Promise<Session | null> {
    const graceStart = this.lifetimes.graceStart();
    if (!graceStart) return null;
    const pair = { secretHash: hashOfSecret(successor), previousSecretHash: hashOfSecret(secret) };
    const where = { id: sessionId, ...pair, rotatedAt: { [Op.gt]: graceStart }, ...this.lifetimes.live() };
    return this.rows.findOne({ where, transaction });
  }

  /** Reads the user after the session, so that a change of roles either is seen or revokes what is granted here. */
  private async grant(
    session: Session,
    successor: string,
    transaction: Transaction,
  ): Promise<Grant | undefined> {
    const user = await this.users.find(session.userId, transaction);
    if (!user || user.disabled) return undefined;
    const issuedAt = issueTime(Number(session.issuedAt), user);
    return { user, sessionId: session.id, refreshToken: `${session.id}.${successor}`, issuedAt };
  }

  /** Clocks of replicas differ: the newest issue time must not go back. */
  private noEarlierThan(now: Date): never {
    const greatest = this.rows.sequelize?.getDialect() === 'sqlite' ? 'MAX' : 'GREATEST';
    return fn(greatest, col('issued_at'), now.getTime()) as never;
  }
}

/** A token must not seem older than what was revoked before it was issued, even where this replica's clock is behind. */
function issueTime(now: number, { tokensNotBefore }: User): number {
  return Math.max(now, Number(tokensNotBefore));
}
