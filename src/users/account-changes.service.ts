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

/** Changes accounts where other modules are affected, for the owner, for admins and for links sent by mail. */
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
   * one. Returns whether the hash was set. Known addresses and browsers are forgotten, because a thief may have used
   * them.
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
   * Sets a new hash for a user who has proved to read mail at this address, which also verifies the address. Returns
   * whether the hash was set: false if the account is disabled, was deleted or has another address now.
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

  /**
   * Changes the fields that an admin has sent. The user's row must be locked.
   * @throws NameTaken, ValidationFailed, LastAdmin
   */
  changeByAdmin(user: User, changes: ChangeUserDto, actor: Actor, transaction: Transaction): Promise<void> {
    return this.lastAdmin.guard(user, transaction, () => this.apply(user, changes, actor, transaction));
  }

  /** Deletes the user, whose tokens are refused at once. The user's row must be locked. @throws LastAdmin */
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
