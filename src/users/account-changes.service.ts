import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import type { Actor } from '../common/actor.js';
import type { ChangeUserDto } from './account.dto.js';
import { RolesService } from './roles.service.js';
import { LastAdminRule } from './last-admin.js';
import { UserAddressesService } from './user-addresses.service.js';
import { UserLifecycle } from './user-lifecycle.js';
import type { User } from './user.model.js';
import { UsersService } from './users.service.js';

/** Changes of an account that reach into other modules. Owners, admins and links by mail all come here. */
@Injectable()
export class AccountChangesService {
  constructor(
    private readonly users: UsersService,
    private readonly addresses: UserAddressesService,
    private readonly roles: RolesService,
    private readonly lastAdmin: LastAdminRule,
    private readonly lifecycle: UserLifecycle,
  ) {}

  /**
   * Sets a new hash and ends every session but the given one, unless the hash that was checked is no longer the current
   * one. Answers whether it did. Known addresses and browsers are forgotten: they may be a thief's.
   */
  async replacePassword(
    user: User,
    newHash: string,
    exceptSession: string | undefined,
    actor: Actor,
    transaction: Transaction,
  ): Promise<boolean> {
    if (!(await this.users.changePassword(user, newHash, actor, transaction))) return false;
    await this.lifecycle.tell('passwordChanged', user, actor, transaction);
    await this.lifecycle.accessChanged([user.id], { endSessions: true, exceptSession }, transaction);
    return true;
  }

  /**
   * Sets a new hash for a user who has proved to read mail at this address, which is verified by that. Answers whether
   * it did: not when the account is disabled or gone, or has another address by now.
   */
  async resetPassword(
    userId: string,
    address: string,
    newHash: string,
    actor: Actor,
    transaction: Transaction,
  ): Promise<boolean> {
    const user = await this.users.lockIfFound(userId, transaction);
    if (!user || user.disabled || user.email !== address) return false;
    if (user.verifiedEmailKey === null) await this.addresses.verify(userId, address, actor, transaction);
    return this.replacePassword(user, newHash, undefined, actor, transaction);
  }

  /** Changes what an admin gives, of a user whose row is locked. @throws NameTaken, ValidationFailed, LastAdmin */
  changeByAdmin(user: User, changes: ChangeUserDto, actor: Actor, transaction: Transaction): Promise<void> {
    return this.lastAdmin.guard(user, transaction, () => this.apply(user, changes, actor, transaction));
  }

  /** Deletes the user, whose row is locked, and whose tokens are refused at once. @throws LastAdmin */
  remove(user: User, actor: Actor, transaction: Transaction): Promise<void> {
    return this.lastAdmin.guard(user, transaction, async () => {
      await this.lifecycle.tell('removed', user, actor, transaction);
      await this.users.remove(user.id, actor, transaction);
    });
  }

  private async apply(
    user: User,
    { roles, ...changes }: ChangeUserDto,
    actor: Actor,
    transaction: Transaction,
  ): Promise<void> {
    const isStatedElse = await this.users.update(user, changes, actor, transaction);
    if (changes.email !== undefined && changes.email !== user.email)
      await this.lifecycle.addressChanged(user, changes.email, actor, transaction);
    if (roles) {
      await this.roles.assertGrantable(roles, transaction);
      await this.users.replaceRoles(user, roles, actor, transaction);
    }
    const endSessions = changes.disabled === true;
    if (endSessions && !user.disabled) await this.lifecycle.tell('disabled', user, actor, transaction);
    if (roles || endSessions || isStatedElse)
      await this.lifecycle.accessChanged([user.id], { endSessions }, transaction);
  }
}
