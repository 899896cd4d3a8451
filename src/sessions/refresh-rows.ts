import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import type { CreationAttributes, Transaction } from 'sequelize';
import type { Actor } from '../common/actor.js';
import { PreparedStatements } from '../database/prepared-statements.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import {
  TOKEN_SUBJECT,
  type TokenSubject,
  tokenSubjectOf,
  type TokenSubjectRow,
  USERS_WITH_ROLES,
} from '../users/credentials.service.js';
import { SessionLifetimes } from './session-lifetimes.js';
import { Session } from './session.model.js';
import { SessionsService } from './sessions.service.js';
import { type Authentication, authMethodsOf } from './grant.js';

/** Reads the session and its user in one statement, because every refresh needs both. Each role has its own row. */
const LIVE_SESSION = `SELECT secret_hash AS secretHash, previous_secret_hash AS previousSecretHash,
    repeat_key_hash AS repeatKeyHash, issued_at AS issuedAt, sessions.revision AS revision, amr,
    COALESCE(auth_time, sessions.created_at) AS authTime, remembered_device_id IS NOT NULL AS isFactorRemembered,
    rotated_at > ? AS isWithinGrace, (is_unanswered = 1 AND rotated_at > ?) AS isUnanswered, ${TOKEN_SUBJECT}
  FROM ${USERS_WITH_ROLES} JOIN sessions ON sessions.user_id = users.id
  WHERE sessions.id = ? AND ended_at IS NULL AND expires_at > ? AND last_used_at > ? ORDER BY role_name`;

/** Every write raises the revision, so this one changes nothing if the row has changed since it was read. */
const REPLACE_SECRET = `UPDATE sessions
  SET secret_hash = ?, previous_secret_hash = ?, repeat_key_hash = ?, is_unanswered = 1,
    rotated_at = ?, last_used_at = ?, issued_at = ?, revision = revision + 1
  WHERE id = ? AND revision = ? AND secret_hash = ? AND ended_at IS NULL`;

const RENEW = `UPDATE sessions SET issued_at = ?, last_used_at = ?, revision = revision + 1
  WHERE id = ? AND revision = ? AND ended_at IS NULL`;

/** A live session as it was read. Secrets and keys are hashes; `issuedAt` is in milliseconds since the epoch. */
export interface LiveSession extends Authentication {
  readonly id: string;
  readonly user: TokenSubject;
  readonly secretHash: string;
  readonly previousSecretHash: string | null;
  readonly repeatKeyHash: string;
  readonly issuedAt: number;
  readonly revision: number;
  /** Whether the current secret is younger than REFRESH_GRACE. */
  readonly isWithinGrace: boolean;
  /** Whether the current secret is at most a day old and no client is known to have received it. */
  readonly isUnanswered: boolean;
}

/** A row as the database drivers return it. */
type SessionRow = Omit<LiveSession, 'id' | 'user' | 'amr' | 'authTime'> &
  TokenSubjectRow & { amr: string; authTime: Date | string };

/** Hashes that replace those of the current secret and of the idempotency key it was requested with. */
export type NextSecret = Pick<LiveSession, 'secretHash' | 'repeatKeyHash'>;

/** Reads and writes the rows of `sessions` for refreshes. Secrets are passed as hashes. */
@Injectable()
export class RefreshRows {
  constructor(
    @InjectModel(Session) private readonly rows: typeof Session,
    private readonly statements: PreparedStatements,
    private readonly lifetimes: SessionLifetimes,
    private readonly unitOfWork: UnitOfWork,
    private readonly sessions: SessionsService,
  ) {}

  /** Adds a session. */
  async add(row: CreationAttributes<Session>, transaction: Transaction): Promise<void> {
    await this.rows.create(row, { transaction });
  }

  /**
   * Reads a session that has neither ended nor expired, and its user. If REFRESH_GRACE is 0, `isWithinGrace` and
   * `isUnanswered` are false.
   */
  async read(id: string): Promise<LiveSession | undefined> {
    const [now, graceStart] = [this.lifetimes.now(), this.lifetimes.graceStart()];
    const starts = [graceStart ?? now, graceStart ? this.lifetimes.unansweredStart() : now];
    const conditions = [id, now, this.lifetimes.idleStart()];
    const rows = await this.statements.read<SessionRow>(LIVE_SESSION, [...starts, ...conditions]);
    const [row] = rows;
    if (!row) return undefined;
    const isUnanswered = graceStart !== undefined && Boolean(row.isUnanswered);
    const isWithinGrace = graceStart !== undefined && Boolean(row.isWithinGrace);
    return {
      ...secretsOf(row),
      ...authenticationOf(row),
      id,
      user: tokenSubjectOf(row, rows),
      isUnanswered,
      isWithinGrace,
    };
  }

  /**
   * Replaces the current secret with the next one. Returns the issue time for the new tokens, or nothing when the row
   * has changed since it was read.
   */
  replaceSecret(session: LiveSession, next: NextSecret): Promise<number | undefined> {
    const { id, revision, secretHash } = session;
    const [now, issuedAt] = [this.lifetimes.now(), this.nextIssueTime(session)];
    const changes = [next.secretHash, secretHash, next.repeatKeyHash, now, now, issuedAt];
    return this.writing(REPLACE_SECRET, [...changes, id, revision, secretHash], issuedAt);
  }

  /** Raises the newest issue time and returns it, or nothing when the row has changed since it was read. */
  renew(session: LiveSession): Promise<number | undefined> {
    const issuedAt = this.nextIssueTime(session);
    return this.writing(RENEW, [issuedAt, this.lifetimes.now(), session.id, session.revision], issuedAt);
  }

  /** Ends a session whose token was reused, unless its row has changed since it was read. Returns whether it ended. */
  endReused({ id, revision }: LiveSession, actor: Actor): Promise<boolean> {
    return this.unitOfWork.run((transaction) =>
      this.sessions.end({ id, revision }, actor, transaction, 'session.reuse_detected'),
    );
  }

  /**
   * Marks these secrets as received at this time, when REFRESH_GRACE starts. The map holds the hash of the current secret
   * by session id.
   */
  async markAnswered(secretHashes: ReadonlyMap<string, string>, at: Date): Promise<void> {
    const where = {
      id: [...secretHashes.keys()],
      secretHash: [...secretHashes.values()],
      isUnanswered: true,
    };
    const changes = { isUnanswered: false, rotatedAt: at };
    await this.unitOfWork.statement((transaction) => this.rows.update(changes, { where, transaction }));
  }

  private async writing(sql: string, values: (string | number | Date)[], issuedAt: number) {
    const changed = await this.statements.write(sql, values);
    return changed === 1 ? issuedAt : undefined;
  }

  /** Clocks of replicas differ, and the newest issue time must never decrease. */
  private nextIssueTime({ issuedAt }: LiveSession): number {
    return Math.max(issuedAt, this.lifetimes.issueTime());
  }
}

function secretsOf({ secretHash, previousSecretHash, repeatKeyHash, revision, issuedAt }: SessionRow) {
  return { secretHash, previousSecretHash, repeatKeyHash, revision, issuedAt: Number(issuedAt) };
}

function authenticationOf({ amr, authTime, isFactorRemembered }: SessionRow): Authentication {
  return {
    amr: authMethodsOf({ amr }),
    authTime: new Date(authTime),
    isFactorRemembered: Boolean(isFactorRemembered),
  };
}
