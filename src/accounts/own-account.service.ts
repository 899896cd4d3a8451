import { Injectable } from '@nestjs/common';
import { RolesService } from '../access/roles.service.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { PasswordPolicy } from '../passwords/password-policy.js';
import { PasswordsService } from '../passwords/passwords.service.js';
import { UserDto } from '../users/user.dto.js';
import { UsersService } from '../users/users.service.js';
import type { ChangeMeDto, ChangePasswordDto, ExportDto } from './accounts.dto.js';
import { WrongPassword } from './accounts.errors.js';

/** What people do with their own account. */
@Injectable()
export class OwnAccountService {
  constructor(
    private readonly users: UsersService,
    private readonly roles: RolesService,
    private readonly passwords: PasswordsService,
    private readonly policy: PasswordPolicy,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** The account. @throws UserNotFound when it was deleted a moment ago */
  async get(id: string): Promise<UserDto> {
    return UserDto.of(await this.users.get(id));
  }

  /** Changes what is given. A new address is unverified. @throws NameTaken */
  async change(id: string, changes: ChangeMeDto): Promise<UserDto> {
    const user = await this.unitOfWork.run(async (transaction) => {
      await this.users.update(await this.users.get(id, transaction), changes, transaction);
      return this.users.get(id, transaction);
    });
    return UserDto.of(user);
  }

  /** Sets a new password. @throws WrongPassword, ValidationFailed, Overloaded */
  async changePassword(id: string, { currentPassword, newPassword }: ChangePasswordDto): Promise<void> {
    const user = await this.users.get(id);
    await this.policy.check(newPassword, [user.name, user.email], 'newPassword');
    if (!(await this.passwords.matches(currentPassword, user.passwordHash))) throw new WrongPassword();

    const next = await this.passwords.hash(newPassword);
    const isReplaced = await this.unitOfWork.run((transaction) =>
      this.users.replaceHash(id, user.passwordHash, next, transaction),
    );
    // Somebody changed it meanwhile, so what was proved is no longer the current password.
    if (!isReplaced) throw new WrongPassword();
  }

  /** Deletes the account, for who knows its password. @throws WrongPassword, LastAdmin, Overloaded */
  async remove(id: string, password: string): Promise<void> {
    const user = await this.users.get(id);
    if (!(await this.passwords.matches(password, user.passwordHash))) throw new WrongPassword();

    await this.unitOfWork.run(async (transaction) => {
      const now = await this.users.get(id, transaction);
      await this.roles.keepingAnAdmin(now, transaction, () => this.users.remove(id, transaction));
    });
  }

  /** Everything stored about the person. */
  async export(id: string): Promise<ExportDto> {
    return { user: await this.get(id) };
  }
}
