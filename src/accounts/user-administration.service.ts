import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import { RolesService, USER } from '../access/roles.service.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { PasswordPolicy } from '../passwords/password-policy.js';
import { PasswordsService } from '../passwords/passwords.service.js';
import { UserDto } from '../users/user.dto.js';
import { UsersService } from '../users/users.service.js';
import type { ChangeUserDto, CreateUserDto, ListUsersQuery } from './accounts.dto.js';
import { cursorOf, keyOf } from './cursor.js';

/** One page, and the cursor of the next where there is one. */
export interface UserPage {
  readonly users: UserDto[];
  readonly next?: string;
}

/** What admins do with users. */
@Injectable()
export class UserAdministrationService {
  constructor(
    private readonly users: UsersService,
    private readonly roles: RolesService,
    private readonly passwords: PasswordsService,
    private readonly policy: PasswordPolicy,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** One page of users by name. One row more than asked for tells whether another page follows. */
  async page({ limit, after, q }: ListUsersQuery): Promise<UserPage> {
    const key = after === undefined ? undefined : keyOf(after);
    const found = await this.users.page({ limit: limit + 1, after: key, prefix: q });
    const users = found.slice(0, limit);
    return {
      users: users.map(UserDto.of),
      next: found.length > limit ? cursorOf(users.at(-1)!.nameKey) : undefined,
    };
  }

  /** @throws UserNotFound */
  async get(id: string): Promise<UserDto> {
    return UserDto.of(await this.users.get(id));
  }

  /** Makes a user with the given roles, `user` when none are given. @throws ValidationFailed, NameTaken, Overloaded */
  async create({ name, password, email, roles = [USER] }: CreateUserDto): Promise<UserDto> {
    await this.policy.check(password, [name, email]);
    const passwordHash = await this.passwords.hash(password);
    const user = await this.unitOfWork.run(async (transaction) => {
      await this.roles.assertExist(roles, transaction);
      return this.users.create({ name, email, passwordHash, roles }, transaction);
    });
    return UserDto.of(user);
  }

  /** Changes what is given. @throws UserNotFound, ValidationFailed, NameTaken, LastAdmin */
  async change(id: string, { roles, ...changes }: ChangeUserDto): Promise<UserDto> {
    const user = await this.unitOfWork.run(async (transaction) => {
      const before = await this.users.get(id, transaction);
      await this.roles.keepingAnAdmin(before, transaction, async () => {
        await this.users.update(before, changes, transaction);
        if (roles) await this.replaceRoles(id, roles, transaction);
      });
      return this.users.get(id, transaction);
    });
    return UserDto.of(user);
  }

  /** Deletes the user. @throws UserNotFound, LastAdmin */
  async remove(id: string): Promise<void> {
    await this.unitOfWork.run(async (transaction) => {
      const user = await this.users.get(id, transaction);
      await this.roles.keepingAnAdmin(user, transaction, () => this.users.remove(id, transaction));
    });
  }

  private async replaceRoles(id: string, roles: string[], transaction: Transaction): Promise<void> {
    await this.roles.assertExist(roles, transaction);
    await this.users.replaceRoles(id, roles, transaction);
  }
}
