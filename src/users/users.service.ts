import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { col, Op, type Transaction, UniqueConstraintError, type WhereOptions } from 'sequelize';
import type { Actor } from '../common/actor.js';
import { increment } from '../database/increment.js';
import { canonicalName } from './canonical.js';
import { type ProfileChanges, Profiles } from './profile.js';
import { UserEvents } from './user-events.js';
import { UserRole } from './user-role.model.js';
import { User } from './user.model.js';
import { NameTaken, UserNotFound } from './users.errors.js';

/** The fields of a new user. The password is already hashed, because this service never handles passwords. */
export interface NewUser extends ProfileChanges {
  /** Absent if the user should get a new id. */
  readonly id?: string;
  readonly name: string;
  readonly email?: string | null;
  readonly passwordHash: string;
  readonly roles: readonly string[];
}

/** Changes of a user. */
export interface UserChanges extends ProfileChanges {
  readonly name?: string;
  readonly email?: string | null;
  readonly disabled?: boolean;
}

/** A password that was checked: its user, and the hash that it was checked with. */
export type CheckedPassword = Pick<User, 'id' | 'passwordHash'>;

/** A keyset page: at most `limit` users, in the order of their canonical names, after the key `after`. */
export interface PageQuery {
  readonly limit: number;
  readonly after?: string;
  readonly prefix?: string;
}

/** The highest code point: everything that starts with a prefix sorts below prefix + LAST. */
const LAST = '\u{10FFFF}';

const ENABLED = { model: User, required: true, where: { disabled: false } };

/** Owns `users` and `user_roles`. CredentialsService reads them for sign-ins and refreshes. */
@Injectable()
export class UsersService {
  constructor(
    @InjectModel(User) private readonly users: typeof User,
    @InjectModel(UserRole) private readonly userRoles: typeof UserRole,
    private readonly profiles: Profiles,
    private readonly events: UserEvents,
  ) {}

  /** @throws NameTaken when the unique index has the name already; ValidationFailed */
  async create(
    { id, name, email, passwordHash, roles, ...profile }: NewUser,
    actor: Actor,
    transaction: Transaction,
  ): Promise<User> {
    const account = { id, name, nameKey: canonicalName(name), email: email ?? null, passwordHash };
    const columns = { ...account, ...this.profiles.made(profile) };
    const user = await takingName(() => this.users.create(columns, { transaction }));
    await this.userRoles.bulkCreate(rowsFor(user.id, roles), { transaction });
    await this.events.made(user.id, roles, actor, transaction);
    return this.get(user.id, transaction);
  }

  /** Checks whether the name is free now. The final check is the unique index. @throws NameTaken */
  async assertFree(name: string): Promise<void> {
    if ((await this.users.count({ where: { nameKey: canonicalName(name) } })) > 0) throw new NameTaken();
  }

  /** Finds a user by id. */
  async find(id: string, transaction?: Transaction): Promise<User | undefined> {
    const user = await this.users.findByPk(id, { transaction });
    return user ? this.withRoles(user, transaction) : undefined;
  }

  /** @throws UserNotFound */
  async get(id: string, transaction?: Transaction): Promise<User> {
    const user = await this.find(id, transaction);
    if (!user) throw new UserNotFound();
    return user;
  }

  /**
   * Locks and returns the user until this transaction ends: changes of the account, its sign-ins and removals of its
   * roles wait. Lock this row before rows of roles and sessions, as all code does.
   * @throws UserNotFound
   */
  async lock(id: string, transaction: Transaction): Promise<User> {
    const user = await this.lockIfFound(id, transaction);
    if (!user) throw new UserNotFound();
    return user;
  }

  /** Locks and returns the user, or returns nothing if there is no such user. */
  async lockIfFound(id: string, transaction: Transaction): Promise<User | undefined> {
    await this.touch([id], transaction);
    return this.find(id, transaction);
  }

  /**
   * Returns one page of users. The first and the last page cost the same, because the query seeks the key in the index.
   */
  async page({ limit, after, prefix }: PageQuery): Promise<User[]> {
    const key = prefix === undefined ? undefined : canonicalName(prefix);
    const bounds = [
      ...(after === undefined ? [] : [{ [Op.gt]: after }]),
      ...(key === undefined ? [] : [{ [Op.gte]: key }, { [Op.lt]: key + LAST }]),
    ];
    const where: WhereOptions<User> = { nameKey: { [Op.and]: bounds } };
    const users = await this.users.findAll({ where, order: [['nameKey', 'ASC']], limit });
    return this.allWithRoles(users);
  }

  /**
   * Changes the given fields; a new address is unverified. Returns whether tokens would state other claims of the
   * user's `appMetadata`.
   * @throws NameTaken, ValidationFailed
   */
  async update(
    user: User,
    { name, email, disabled, ...profile }: UserChanges,
    actor: Actor,
    transaction: Transaction,
  ): Promise<boolean> {
    const changed = this.profiles.changed(user, profile);
    const columns = {
      ...(name !== undefined && { name, nameKey: canonicalName(name) }),
      ...(email !== undefined && email !== user.email && { email, verifiedEmailKey: null }),
      ...(disabled !== undefined && { disabled }),
      ...changed,
    };
    await takingName(() => this.users.update(columns, { where: { id: user.id }, transaction }));
    await this.events.changed(user, { name, email, disabled, ...changed }, actor, transaction);
    return this.profiles.isStatedElse(user, changed);
  }

  /** Replaces a hash, unless it has changed since it was read, because a renewal must not undo a new password. */
  async replaceHash(id: string, from: string, to: string, transaction: Transaction): Promise<boolean> {
    const [changed] = await this.users.update(
      { passwordHash: to },
      { where: { id, passwordHash: from }, transaction },
    );
    return changed === 1;
  }

  /** Sets a new password, unless the hash that was checked is no longer the current one. Returns whether it was set. */
  async changePassword(
    { id, passwordHash }: CheckedPassword,
    to: string,
    actor: Actor,
    transaction: Transaction,
  ): Promise<boolean> {
    const [changed] = await this.users.update(
      { passwordHash: to, passwordVersion: increment('password_version') },
      { where: { id, passwordHash }, transaction },
    );
    const isReplaced = changed === 1;
    if (isReplaced) await this.events.passwordChanged(id, actor, transaction);
    return isReplaced;
  }

  /** Records that the user's own password, which they had to repeat, was wrong. */
  async passwordRefused(id: string, actor: Actor, transaction: Transaction): Promise<void> {
    await this.events.passwordRefused(id, actor, transaction);
  }

  /**
   * Locks a user whose password was checked until this transaction ends. Returns the current user, or nothing when the
   * password or the account was changed meanwhile: the conditional write waits for the transaction of that change.
   */
  async lockIfUnchanged(
    { id, passwordHash }: CheckedPassword,
    transaction: Transaction,
  ): Promise<User | undefined> {
    const where = { id, passwordHash, disabled: false };
    const [changed] = await this.users.update(
      { revision: increment('revision') },
      { where, silent: true, transaction },
    );
    return changed === 1 ? this.find(id, transaction) : undefined;
  }

  /** Makes later sign-ins wait for this transaction, and this transaction wait for earlier ones. */
  async touch(ids: readonly string[], transaction: Transaction): Promise<void> {
    await this.users.update(
      { revision: increment('revision') },
      { where: { id: [...ids] }, silent: true, transaction },
    );
  }

  /**
   * Revokes tokens issued before a time, which is moved to later than any earlier such time. Returns the time that is
   * stored.
   */
  async raiseTokensNotBefore(
    ids: readonly string[],
    wanted: number,
    transaction: Transaction,
  ): Promise<number> {
    const where = { id: [...ids] };
    const newest = await this.users.max<number | string | null, User>('tokensNotBefore', {
      where,
      transaction,
    });
    const tokensNotBefore = Math.max(wanted, Number(newest ?? 0) + 1);
    await this.users.update({ tokensNotBefore }, { where, silent: true, transaction });
    return tokensNotBefore;
  }

  /** Replaces the user's roles. */
  async replaceRoles(
    user: User,
    roles: readonly string[],
    actor: Actor,
    transaction: Transaction,
  ): Promise<void> {
    const { id } = user;
    await this.userRoles.destroy({ where: { userId: id }, transaction });
    await this.userRoles.bulkCreate(rowsFor(id, roles), { transaction });
    await this.users.update({ revision: increment('revision') }, { where: { id }, transaction });
    await this.events.rolesChanged(user, roles, actor, transaction);
  }

  /** Returns the ids of all users who have the role, in order. */
  async holdersOf(roleName: string, transaction: Transaction): Promise<string[]> {
    const order: [string, string][] = [['userId', 'ASC']];
    const holders = await this.userRoles.findAll({ where: { roleName }, order, raw: true, transaction });
    return holders.map(({ userId }) => userId);
  }

  /** Withdraws a role from these users. */
  async withdrawRole(roleName: string, holders: readonly string[], transaction: Transaction): Promise<void> {
    const userId = [...holders];
    await this.userRoles.destroy({ where: { roleName, userId }, transaction });
    // Raises the revision, because Sequelize sends no UPDATE of updatedAt alone.
    await this.users.update({ revision: increment('revision') }, { where: { id: userId }, transaction });
  }

  /** Returns how many users who are not disabled have the role. */
  async countHolders(roleName: string, transaction?: Transaction): Promise<number> {
    return this.userRoles.count({ where: { roleName }, include: [ENABLED], transaction });
  }

  /** Deletes the user and its roles. */
  async remove(id: string, actor: Actor, transaction: Transaction): Promise<void> {
    await this.userRoles.destroy({ where: { userId: id }, transaction });
    const removed = await this.users.destroy({ where: { id }, transaction });
    if (removed === 1) await this.events.deleted(id, actor, transaction);
  }

  private async withRoles(user: User, transaction?: Transaction): Promise<User> {
    const [one] = await this.allWithRoles([user], transaction);
    return one as User;
  }

  private async allWithRoles(users: User[], transaction?: Transaction): Promise<User[]> {
    const rows = await this.userRoles.findAll({
      where: { userId: users.map(({ id }) => id) },
      order: [[col('role_name'), 'ASC']],
      raw: true,
      transaction,
    });
    for (const user of users) {
      user.roles = rows.filter(({ userId }) => userId === user.id).map(({ roleName }) => roleName);
    }
    return users;
  }
}

function rowsFor(userId: string, roles: readonly string[]): { userId: string; roleName: string }[] {
  return [...new Set(roles)].map((roleName) => ({ userId, roleName }));
}

async function takingName<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof UniqueConstraintError) throw new NameTaken();
    throw error;
  }
}
