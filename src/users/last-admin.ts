import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import { ADMIN } from '../common/role-names.js';
import { LastAdmin } from './access.errors.js';
import { RolesService } from './roles.service.js';
import type { User } from './user.model.js';
import { UsersService } from './users.service.js';

/** Ensures that at least one admin can sign in. */
@Injectable()
export class LastAdminRule {
  constructor(
    private readonly roles: RolesService,
    private readonly users: UsersService,
  ) {}

  /**
   * Makes a change that may remove an admin. Such changes wait for each other: if the last two admins resign at the
   * same time, one is refused. The user must be locked, so that it does not become an admin meanwhile.
   * @throws LastAdmin when no admin would be left who can sign in
   */
  async guard<T>(user: User, transaction: Transaction, change: () => Promise<T>): Promise<T> {
    if (!user.roles.includes(ADMIN)) return change();

    await this.roles.lock(ADMIN, transaction);
    const result = await change();
    if ((await this.users.countHolders(ADMIN, transaction)) === 0) throw new LastAdmin();
    return result;
  }
}
