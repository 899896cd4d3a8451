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
 * The user of a token: the fields that the response and the token state, and those that decide whether a token may be
 * issued. `tokensNotBefore` is in milliseconds since the epoch.
 */
export type TokenSubject = Account & Pick<User, 'tokensNotBefore'>;

/** The fields of an account that a sign-in needs. All are read before the password is checked. */
export type Credentials = TokenSubject & Pick<User, 'passwordVersion' | 'secondFactors'>;

/** The credentials of an account that was found by its name or address. */
export type LoginCredentials = Credentials & {
  /** Whether the account has not changed for as long as known places are kept. */
  readonly isLongUnchanged: boolean;
};

/** How long known places are kept, in milliseconds. */
const LONG_MS = 90 * 86_400_000;

/**
 * Columns of a TokenSubject: the account, and the earliest issue time of its tokens. Refreshes read them with the
 * session.
 */
export const TOKEN_SUBJECT = `users.id AS id, users.name AS name, email, verified_email_key AS verifiedEmailKey,
    display_name AS displayName, locale, metadata, app_metadata AS appMetadata, password_hash AS passwordHash, disabled,
    users.created_at AS createdAt, users.updated_at AS updatedAt, tokens_not_before AS tokensNotBefore,
    role_name AS roleName`;

/** Tables of these columns. A user has one row per role, or a single row without any role. */
export const USERS_WITH_ROLES = 'users LEFT JOIN user_roles ON user_roles.user_id = users.id';

/** Statements that read the credentials. Every sign-in executes one of them. */
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

/** A TokenSubject in a row of a statement. Each role has its own row. */
export type TokenSubjectRow = Row<TokenSubject>;

type CredentialsRow = Row<Omit<LoginCredentials, 'isLongUnchanged'>> & { readonly isLongUnchanged: 0 | 1 };

/** Reads the credentials for a sign-in in one statement. */
@Injectable()
export class CredentialsService {
  constructor(
    @InjectModel(User) private readonly rows: typeof User,
    private readonly users: UsersService,
    private readonly statements: PreparedStatements,
    private readonly clock: Clock,
  ) {}

  /**
   * Finds the account by its name or its verified address. It executes one query whether or not the account exists, so
   * that both cases take the same time and reach the hashing lanes at the same time.
   */
  async findByLogin(login: string): Promise<LoginCredentials | undefined> {
    const [sql, key] = login.includes('@')
      ? [BY_EMAIL, canonicalEmail(login)]
      : [BY_NAME, canonicalName(login)];
    return this.read(sql, key);
  }

  /** Finds the account by the user's id. */
  findById(id: string): Promise<LoginCredentials | undefined> {
    return this.read(BY_ID, id);
  }

  /**
   * Locks a user whose credentials were checked until the transaction ends. Returns the current state for the token, or
   * nothing when the password or the second factors were changed or the account was disabled meanwhile: the conditional
   * write waits for such a change. Every change of roles or of other claims raises `tokensNotBefore`, so if that is
   * unchanged, nothing is read again.
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

  /** Stores which second factors the user has. The user's row must be locked. */
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

/** Returns the user from rows that differ only in the role. Drivers return some columns as other types. */
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
