import { Injectable } from '@nestjs/common';
import { RolesService } from '../access/roles.service.js';
import type { Actor } from '../common/actor.js';
import { USER } from '../common/role-names.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { PasswordPolicy } from '../passwords/password-policy.js';
import { PasswordsService } from '../passwords/passwords.service.js';
import { UserDto } from '../users/user.dto.js';
import { UsersService } from '../users/users.service.js';
import type { CreateUserDto } from './accounts.dto.js';

/** Makes accounts, for whoever may: an admin, the command line, the first start. */
@Injectable()
export class AccountCreationService {
  constructor(
    private readonly users: UsersService,
    private readonly roles: RolesService,
    private readonly passwords: PasswordsService,
    private readonly policy: PasswordPolicy,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Makes a user with the given roles, `user` when none are given. @throws ValidationFailed, NameTaken, Overloaded */
  async create({ name, password, email, roles = [USER] }: CreateUserDto, actor: Actor): Promise<UserDto> {
    await this.policy.check(password, [name, email]);
    const passwordHash = await this.passwords.hash(password);
    const user = await this.unitOfWork.run(async (transaction) => {
      await this.roles.assertExist(roles, transaction);
      return this.users.create({ name, email, passwordHash, roles }, actor, transaction);
    });
    return UserDto.of(user);
  }
}
