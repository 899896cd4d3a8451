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

/** What makes a user. The password arrives hashed: nothing here ever sees one. */
export interface NewUser extends ProfileChanges {
  /** Left out for a new one. */
  readonly id?: string;
  readonly name: string;
  readonly email?: string | null;
  readonly passwordHash: string;
  readonly roles: readonly string[];
}

/** What may change about a user. */
export interface UserChanges extends ProfileChanges {
  readonly name?: string;
  readonly email?: string | null;
  readonly disabled?: boolean;
}

/** A password that was checked: of whom, and by which hash. */
export type CheckedPassword = Pick<User, 'id' | 'passwordHash'>;

/** Keyset page: at most `limit` users, in the order of their canonical names, after the key `after`. */
export interface PageQuery {
  readonly limit: number;
  readonly after?: string;
  readonly prefix?: string;
}

/** The last character there is: everything that starts with a prefix sorts below prefix + LAST. */
const LAST = '\u{10FFFF}';

const ENABLED = { model: User, required: true, where: { disabled: false } };

/** Owns `users` and `user_roles`; what sign-ins and refreshes read of them is in CredentialsService. */
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

  /** Looks whether the name is free now. Only the unique index decides. @throws NameTaken */
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
   * The user as it is until this transaction ends: changes of the account, its sign-ins and removals of its roles wait.
   * Take this row before rows of roles and sessions, as everybody does. @throws UserNotFound
   */
  async lock(id: string, transaction: Transaction): Promise<User> {
    const user = await this.lockIfFound(id, transaction);
    if (!user) throw new UserNotFound();
    return user;
  }

  /** The same, or nothing when there is no such user. */
  async lockIfFound(id: string, transaction: Transaction): Promise<User | undefined> {
    await this.touch([id], transaction);
    return this.find(id, transaction);
  }

  /** One page of users. Costs the same at the first and the last page: the index is entered at the key. */
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
   * Changes what is given; another address is unverified. Returns whether tokens would state something else of the user's
   * `appMetadata`. @throws NameTaken, ValidationFailed
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

  /** Replaces a hash, unless it has changed since it was read: a renewal must not undo a new password. */
  async replaceHash(id: string, from: string, to: string, transaction: Transaction): Promise<boolean> {
    const [changed] = await this.users.update(
      { passwordHash: to },
      { where: { id, passwordHash: from }, transaction },
    );
    return changed === 1;
  }

  /** Sets a new password, unless the hash that was proved is no longer the current one. Answers whether it did. */
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

  /** Writes down that the user's own password, asked for again, was wrong. */
  async passwordRefused(id: string, actor: Actor, transaction: Transaction): Promise<void> {
    await this.events.passwordRefused(id, actor, transaction);
  }

  /**
   * Locks a user whose password was checked until this transaction ends. Answers the user as it is now, or nothing when
   * the password or the account changed meanwhile: the conditional write waits for that of the change.
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

  /** Makes sign-ins that come later wait for this transaction, and this transaction wait for earlier ones. */
  async touch(ids: readonly string[], transaction: Transaction): Promise<void> {
    await this.users.update(
      { revision: increment('revision') },
      { where: { id: [...ids] }, silent: true, transaction },
    );
  }

  /** Revokes tokens issued before a moment, later than any such moment before; answers the one that holds now. */
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

  /** Makes these the user's roles, and no others. */
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

  /** The ids of all who have the role, in order. */
  async holdersOf(roleName: string, transaction: Transaction): Promise<string[]> {
    const order: [string, string][] = [['userId', 'ASC']];
    const holders = await this.userRoles.findAll({ where: { roleName }, order, raw: true, transaction });
    return holders.map(({ userId }) => userId);
  }

  /** Takes a role from these users. */
  async withdrawRole(roleName: string, holders: readonly string[], transaction: Transaction): Promise<void> {
    const userId = [...holders];
    await this.userRoles.destroy({ where: { roleName, userId }, transaction });
    // Sequelize sends no UPDATE of updatedAt alone.
    await this.users.update({ revision: increment('revision') }, { where: { id: userId }, transaction });
  }

  /** How many users who are not disabled have the role. */
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
