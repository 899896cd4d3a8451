import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { type CreationAttributes, Op, type Transaction } from 'sequelize';
import { Statements } from '../database/statements.js';
import { SessionLifetimes } from './session-lifetimes.js';
import { Session } from './session.model.js';

/** Clocks of replicas differ: the newest issue time must not go back. */
const REPLACE_SECRET = `UPDATE sessions
  SET secret_hash = ?, previous_secret_hash = ?, rotated_at = ?, last_used_at = ?,
    issued_at = CASE WHEN issued_at > ? THEN issued_at ELSE ? END, revision = revision + 1
  WHERE id = ? AND secret_hash = ? AND ended_at IS NULL AND expires_at > ? AND last_used_at > ?`;

const UNENDED = `SELECT user_id AS userId, issued_at AS issuedAt
  FROM sessions WHERE id = ? AND ended_at IS NULL`;

/** A session whose tokens are still honoured; times in milliseconds since the epoch. */
interface UnendedSession {
  readonly userId: string;
  readonly issuedAt: number;
}

/** The rows of `sessions`, as refreshes write and read them. Secrets come hashed. */
@Injectable()
export class RefreshRows {
  constructor(
    @InjectModel(Session) private readonly rows: typeof Session,
    private readonly statements: Statements,
    private readonly lifetimes: SessionLifetimes,
  ) {}

  /** Adds a session. */
  async add(row: CreationAttributes<Session>, transaction: Transaction): Promise<void> {
    await this.rows.create(row, { transaction });
  }

  /** Puts the next secret in the place of the current one of a live session, or answers that it is not the current one. */
  async replaceSecret(id: string, current: string, next: string): Promise<boolean> {
    const now = this.lifetimes.now();
    const milliseconds = now.getTime();
    const changes = [next, current, now, now, milliseconds, milliseconds];
    const conditions = [id, current, now, this.lifetimes.idleStart()];
    return (await this.statements.write(REPLACE_SECRET, [...changes, ...conditions])) === 1;
  }

  /** Finds a session that nobody has ended, though it may have expired. */
  async findUnended(id: string): Promise<UnendedSession | undefined> {
    const [session] = await this.statements.read<UnendedSession>(UNENDED, [id]);
    return session && { userId: session.userId, issuedAt: Number(session.issuedAt) };
  }

  /** Whether the current secret of a live session took the place of the previous one after that moment. */
  async wasReplaced(
    id: string,
    previousSecretHash: string,
    secretHash: string,
    since: Date,
    transaction: Transaction,
  ): Promise<boolean> {
    const where = { id, secretHash, previousSecretHash, rotatedAt: { [Op.gt]: since } };
    return (await this.rows.count({ where: { ...where, ...this.lifetimes.live() }, transaction })) === 1;
  }
}
