import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { invalidField } from '../common/invalid-field.js';
import { USER } from '../common/role-names.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { NO_PASSWORD } from '../passwords/password-hash.js';
import { PasswordsService } from '../passwords/passwords.service.js';
import { RolesService } from './roles.service.js';
import { UserDto } from './user.dto.js';
import { UserLifecycle } from './user-lifecycle.js';
import { UsersService } from './users.service.js';

/** What an account is made of. `roles` is left out for the role `user` alone. */
export interface NewAccount {
  readonly name: string;
  /** Left out for a user who is invited by mail. */
  readonly password?: string;
  readonly email?: string;
  readonly roles?: readonly string[];
}

/** Makes accounts: for registrations, admins, the command line and the first start. */
@Injectable()
export class AccountCreationService {
  constructor(
    private readonly users: UsersService,
    private readonly roles: RolesService,
    private readonly lifecycle: UserLifecycle,
    private readonly passwords: PasswordsService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Makes an account with these roles. @throws ValidationFailed, NameTaken, Overloaded */
  async create({ name, password, email, roles }: NewAccount, actor: Actor): Promise<UserDto> {
    const passwordHash = await this.hashOf({ name, password, email });
    const user = await this.unitOfWork.run(async (transaction) => {
      if (roles) await this.roles.assertGrantable(roles, transaction);
      const row = { name, email, passwordHash, roles: roles ?? [USER] };
      const made = await this.users.create(row, actor, transaction);
      await this.lifecycle.tell('created', made, actor, transaction);
      return made;
    });
    return UserDto.of(user);
  }

  /** Only a user with an address can be invited to choose a password. */
  private async hashOf({ name, password, email }: NewAccount): Promise<string> {
    if (password === undefined && email !== undefined) return NO_PASSWORD;
    if (password === undefined)
      throw invalidField('password', { rule: 'required', message: 'must be given, or an email to invite' });
    await this.passwords.assertAllowed(password, [name, email]);
    return this.passwords.hash(password);
  }
}
