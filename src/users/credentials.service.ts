import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import type { Transaction } from 'sequelize';
import { Clock } from '../common/clock.js';
import { increment } from '../database/increment.js';
import { PreparedStatements } from '../database/prepared-statements.js';
import { canonicalEmail, canonicalName } from './canonical.js';
import type { Account } from './user.dto.js';
import { User } from './user.model.js';
import { UsersService } from './users.service.js';

/**
 * The user of a token: what the answer and the token say of them, and what decides whether it may be issued. Milliseconds
 * since the epoch.
 */
export type TokenSubject = Account & Pick<User, 'tokensNotBefore'>;

/** What a sign-in needs to know about an account: all of it is read before the password is checked. */
export type Credentials = TokenSubject & Pick<User, 'passwordVersion' | 'secondFactors'>;

/** The same, found by what somebody signs in with. */
export type LoginCredentials = Credentials & {
  /** Whether the account has been the same for as long as known places are kept. */
  readonly isLongUnchanged: boolean;
};

/** As long as known places are kept. */
const LONG_MS = 90 * 86_400_000;

/** Columns of a TokenSubject: what an account shows, and when its tokens begin. Refreshes read them with the session. */
export const TOKEN_SUBJECT = `users.id AS id, users.name AS name, email, verified_email_key AS verifiedEmailKey,
    display_name AS displayName, locale, metadata, app_metadata AS appMetadata, password_hash AS passwordHash, disabled,
    users.created_at AS createdAt, users.updated_at AS updatedAt, tokens_not_before AS tokensNotBefore,
    role_name AS roleName`;

/** Where these columns are: one row a role, or a single one without. */
export const USERS_WITH_ROLES = 'users LEFT JOIN user_roles ON user_roles.user_id = users.id';

/** Every sign-in asks one of these. */
const CREDENTIALS = `SELECT password_version AS passwordVersion,
    second_factors AS secondFactors, users.updated_at < ? AS isLongUnchanged, ${TOKEN_SUBJECT} FROM ${USERS_WITH_ROLES}`;
const BY_NAME = `${CREDENTIALS} WHERE name_key = ? ORDER BY role_name`;
const BY_ID = `${CREDENTIALS} WHERE id = ? ORDER BY role_name`;
const BY_EMAIL = `${CREDENTIALS} WHERE verified_email_key = ? ORDER BY role_name`;

/** A row as the database drivers return it. */
type Row<T> = Omit<T, 'roles' | 'disabled' | 'tokensNotBefore' | 'createdAt' | 'updatedAt'> & {
  readonly disabled: 0 | 1;
  readonly tokensNotBefore: number | string;
  readonly createdAt: Date | string;
  readonly updatedAt: Date | string;
  readonly roleName: string | null;
};

/** A TokenSubject in a row of a statement, one row a role. */
export type TokenSubjectRow = Row<TokenSubject>;

type CredentialsRow = Row<Omit<LoginCredentials, 'isLongUnchanged'>> & { readonly isLongUnchanged: 0 | 1 };

/** Reads what sign-ins decide by, in one statement. */
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

  /**
   * Locks a user whose credentials were checked until this transaction ends. Answers what a token may say now, or nothing
   * when the password or the second factors changed or the account was disabled meanwhile: the conditional write waits
   * for such a change. Every change of roles, and of what else tokens state, raises `tokensNotBefore`, so where that is
   * unchanged nothing is read again.
   */
  async lock(checked: Credentials, transaction: Transaction): Promise<TokenSubject | undefined> {
    const { id, passwordHash, secondFactors, tokensNotBefore } = checked;
    const [changed] = await this.rows.update(
      { revision: increment('revision') },
      {
        where: { id, passwordHash, secondFactors, disabled: false, tokensNotBefore },
        silent: true,
        transaction,
      },
    );
    if (changed === 1) return checked;
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
    return { ...first, ...tokenSubjectOf(first, rows), isLongUnchanged: Boolean(first.isLongUnchanged) };
  }
}

/** Returns the user of rows that differ only in the role. Drivers return some columns in other types. */
export function tokenSubjectOf(first: TokenSubjectRow, rows: readonly TokenSubjectRow[]): TokenSubject {
  const { id, name, email, verifiedEmailKey, displayName, locale, metadata, appMetadata, passwordHash } =
    first;
  return {
    id,
    name,
    email,
    verifiedEmailKey,
    displayName,
    locale,
    metadata,
    appMetadata,
    passwordHash,
    roles: rows.flatMap(({ roleName }) => roleName ?? []),
    disabled: Boolean(first.disabled),
    tokensNotBefore: Number(first.tokensNotBefore),
    createdAt: new Date(first.createdAt),
    updatedAt: new Date(first.updatedAt),
  };
}
