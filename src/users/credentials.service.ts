import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import type { Transaction } from 'sequelize';
import { Clock } from '../common/clock.js';
import { increment } from '../database/increment.js';
import { PreparedStatements } from '../database/prepared-statements.js';
import { canonicalEmail, canonicalName } from './canonical.js';
import { User } from './user.model.js';
import { UsersService } from './users.service.js';

/** What a token says about its user, and what decides whether it may be issued. Milliseconds since the epoch. */
export type TokenSubject = Pick<User, 'id' | 'roles' | 'disabled' | 'tokensNotBefore'>;

/** What a sign-in needs to know about an account: all of it is read before the password is checked. */
export type Credentials = TokenSubject &
  Pick<User, 'name' | 'passwordHash' | 'passwordVersion' | 'secondFactors' | 'email' | 'verifiedEmailKey'>;

/** The same, found by what somebody signs in with. */
export type LoginCredentials = Credentials & {
  /** Whether name, address, password and roles have been the same for as long as known places are kept. */
  readonly isLongUnchanged: boolean;
};

/** As long as known places are kept. */
const LONG_MS = 90 * 86_400_000;

/** One row a role, or a single one without. Every sign-in asks one of these. */
const CREDENTIALS = `SELECT id, name, password_hash AS passwordHash, password_version AS passwordVersion,
    second_factors AS secondFactors, disabled, email, verified_email_key AS verifiedEmailKey,
    users.updated_at < ? AS isLongUnchanged,
    tokens_not_before AS tokensNotBefore, role_name AS roleName
  FROM users LEFT JOIN user_roles ON user_id = id`;
const BY_NAME = `${CREDENTIALS} WHERE name_key = ? ORDER BY role_name`;
const BY_ID = `${CREDENTIALS} WHERE id = ? ORDER BY role_name`;
const BY_EMAIL = `${CREDENTIALS} WHERE verified_email_key = ? ORDER BY role_name`;

/** Every refresh asks this. */
const TOKEN_SUBJECT = `SELECT disabled, tokens_not_before AS tokensNotBefore, role_name AS roleName
  FROM users LEFT JOIN user_roles ON user_id = id WHERE id = ? ORDER BY role_name`;

interface TokenSubjectRow {
  readonly disabled: 0 | 1;
  readonly tokensNotBefore: number | string;
  readonly roleName: string | null;
}

interface CredentialsRow extends TokenSubjectRow {
  readonly id: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly passwordVersion: number;
  readonly secondFactors: string;
  readonly email: string | null;
  readonly verifiedEmailKey: string | null;
  readonly isLongUnchanged: 0 | 1;
}

/** Reads what sign-ins and refreshes decide by, in one statement each. */
@Injectable()
export class CredentialsService {
  constructor(
    @InjectModel(User) private readonly rows: typeof User,
    private readonly users: UsersService,
    private readonly statements: PreparedStatements,
    private readonly clock: Clock,
  ) {}

  /**
   * Finds the account that signs in with this text: a name, or an address that was verified. One query whether or not
   * there is one, so that neither takes longer, nor comes later to the hashing lanes.
   */
  async findByLogin(login: string): Promise<LoginCredentials | undefined> {
    const [sql, key] = login.includes('@')
      ? [BY_EMAIL, canonicalEmail(login)]
      : [BY_NAME, canonicalName(login)];
    return this.read(sql, key);
  }

  /** The same by the user's id. */
  findById(id: string): Promise<LoginCredentials | undefined> {
    return this.read(BY_ID, id);
  }

  /** Reads what a token needs to know about the user. */
  async findTokenSubject(id: string): Promise<TokenSubject | undefined> {
    const rows = await this.statements.read<TokenSubjectRow>(TOKEN_SUBJECT, [id]);
    const [first] = rows;
    return first && subjectOf(id, first, rows);
  }

  /**
   * Locks a user whose credentials were checked until this transaction ends. Answers what a token may say now, or nothing
   * when the password or the second factors changed or the account was disabled meanwhile: the conditional write waits
   * for such a change. Every change of roles raises `tokensNotBefore`, so where that is unchanged nothing is read again.
   */
  async lock(checked: Credentials, transaction: Transaction): Promise<TokenSubject | undefined> {
    const { id, passwordHash, secondFactors, roles, tokensNotBefore } = checked;
    const [changed] = await this.rows.update(
      { revision: increment('revision') },
      {
        where: { id, passwordHash, secondFactors, disabled: false, tokensNotBefore },
        silent: true,
        transaction,
      },
    );
    if (changed === 1) return { id, roles, disabled: false, tokensNotBefore };
    const user = await this.users.lockIfUnchanged(checked, transaction);
    return user?.secondFactors === secondFactors ? user : undefined;
  }

  /** Writes down which second factors the user has. The user's row must be locked. */
  async setSecondFactors(id: string, factors: readonly string[], transaction: Transaction): Promise<void> {
    await this.rows.update({ secondFactors: factors.join(' ') }, { where: { id }, transaction });
  }

  private async read(sql: string, key: string): Promise<LoginCredentials | undefined> {
    const longAgo = new Date(this.clock.now().getTime() - LONG_MS);
    const rows = await this.statements.read<CredentialsRow>(sql, [longAgo, key]);
    const [first] = rows;
    if (!first) return undefined;
    const { name, passwordHash, passwordVersion, secondFactors, email, verifiedEmailKey } = first;
    const columns = { name, passwordHash, passwordVersion, secondFactors, email, verifiedEmailKey };
    const isLongUnchanged = Boolean(first.isLongUnchanged);
    return { ...columns, isLongUnchanged, ...subjectOf(first.id, first, rows) };
  }
}

function subjectOf(id: string, first: TokenSubjectRow, rows: readonly TokenSubjectRow[]): TokenSubject {
  const roles = rows.flatMap(({ roleName }) => roleName ?? []);
  return { id, roles, disabled: Boolean(first.disabled), tokensNotBefore: Number(first.tokensNotBefore) };
}
