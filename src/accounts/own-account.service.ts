import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { PasswordsService } from '../passwords/passwords.service.js';
import { UserDto } from '../users/user.dto.js';
import { UsersService } from '../users/users.service.js';
import { AccountRemovalService } from './account-removal.service.js';
import type { ChangeMeDto } from './accounts.dto.js';
import { WrongPassword } from './accounts.errors.js';

/** What people do with their own account. */
@Injectable()
export class OwnAccountService {
  constructor(
    private readonly users: UsersService,
    private readonly passwords: PasswordsService,
    private readonly removal: AccountRemovalService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** The account. @throws UserNotFound when it was deleted a moment ago */
  async get(id: string): Promise<UserDto> {
    return UserDto.of(await this.users.get(id));
  }

  /** Changes what is given. A new address is unverified. @throws NameTaken */
  async change(id: string, changes: ChangeMeDto, actor: Actor): Promise<UserDto> {
    const user = await this.unitOfWork.run(async (transaction) => {
      await this.users.update(await this.users.get(id, transaction), changes, actor, transaction);
      return this.users.get(id, transaction);
    });
    return UserDto.of(user);
  }

  /** Deletes the account, for who knows its password. @throws WrongPassword, LastAdmin, Overloaded */
  async remove(id: string, password: string, actor: Actor): Promise<void> {
    const checked = await this.users.get(id);
    if (!(await this.passwords.matches(password, checked.passwordHash))) throw new WrongPassword();

    const isRemoved = await this.unitOfWork.run(async (transaction) => {
      // Nobody when somebody changed the password meanwhile: what was proved is no longer the current one.
      const user = await this.users.signIn(checked, transaction);
      if (user) await this.removal.remove(user, actor, transaction);
      return user !== undefined;
    });
    if (!isRemoved) throw new WrongPassword();
  }
}
