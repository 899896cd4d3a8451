import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import type { Actor } from '../common/actor.js';
import { invalidField } from '../common/invalid-field.js';
import { USER } from '../common/role-names.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { NO_PASSWORD } from '../passwords/password-hash.js';
import { PasswordsService } from '../passwords/passwords.service.js';
import type { ProfileChanges } from './profile.js';
import { RolesService } from './roles.service.js';
import { UserDto } from './user.dto.js';
import { UserLifecycle } from './user-lifecycle.js';
import type { User } from './user.model.js';
import { UsersService } from './users.service.js';

/** The fields of a new account. Without `roles`, it gets only the role `user`. */
export interface NewAccount extends ProfileChanges {
  readonly name: string;
  /** Absent for a user who is invited by mail. */
  readonly password?: string;
  readonly email?: string;
  readonly roles?: readonly string[];
}

/** A new account with the hash of its password, which is calculated outside of transactions because it takes long. */
export type PreparedAccount = Omit<NewAccount, 'password'> & {
  readonly passwordHash: string;
  /** Set if a caller has already received the id. */
  readonly id?: string;
};

/** Creates accounts for registrations, admins, the command line and the first start. */
@Injectable()
export class AccountCreationService {
  constructor(
    private readonly users: UsersService,
    private readonly roles: RolesService,
    private readonly lifecycle: UserLifecycle,
    private readonly passwords: PasswordsService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Creates an account with the given roles. @throws ValidationFailed, NameTaken, Overloaded */
  async create(account: NewAccount, actor: Actor): Promise<UserDto> {
    const prepared = await this.prepare(account);
    return UserDto.of(await this.unitOfWork.run((transaction) => this.add(prepared, actor, transaction)));
  }

  /** Checks and hashes the password, outside of any transaction. @throws ValidationFailed, Overloaded */
  async prepare({ password, roles, ...account }: NewAccount): Promise<PreparedAccount> {
    const passwordHash = await this.hashOf({ ...account, password });
    return { ...account, passwordHash, roles };
  }

  /** Creates a prepared account and notifies every module. @throws ValidationFailed, NameTaken */
  async add(account: PreparedAccount, actor: Actor, transaction: Transaction): Promise<User> {
    const user = await this.make(account, actor, transaction);
    await this.announce(user, actor, transaction);
    return user;
  }

  /**
   * Creates a prepared account without notifying the modules. Call `announce` when the account is complete.
   * @throws ValidationFailed, NameTaken
   */
  async make({ roles, ...account }: PreparedAccount, actor: Actor, transaction: Transaction): Promise<User> {
    if (roles) await this.roles.assertGrantable(roles, transaction);
    return this.users.create({ ...account, roles: roles ?? [USER] }, actor, transaction);
  }

  /** Notifies every module of a new account that is complete. */
  async announce(user: User, actor: Actor, transaction: Transaction): Promise<void> {
    await this.lifecycle.tell('created', user, actor, transaction);
  }

  /** Hashes the password. Without a password, the user needs an address, which gets an invitation to choose one. */
  private async hashOf({ name, password, email }: NewAccount): Promise<string> {
    if (password === undefined && email !== undefined) return NO_PASSWORD;
    if (password === undefined)
      throw invalidField('password', { rule: 'required', message: 'must be given, or an email to invite' });
    await this.passwords.assertAllowed(password, [name, email]);
    return this.passwords.hash(password);
  }
}
