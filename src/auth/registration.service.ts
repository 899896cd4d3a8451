import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { USER } from '../common/role-names.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { PasswordPolicy } from '../passwords/password-policy.js';
import { PasswordsService } from '../passwords/passwords.service.js';
import { UserDto } from '../users/user.dto.js';
import { UsersService } from '../users/users.service.js';
import type { RegisterDto, RegisteredDto } from './auth.dto.js';

/** Lets anybody make an account. */
@Injectable()
export class RegistrationService {
  constructor(
    private readonly users: UsersService,
    private readonly passwords: PasswordsService,
    private readonly policy: PasswordPolicy,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Makes an account with the role `user`. @throws ValidationFailed, NameTaken, Overloaded */
  async register({ name, password, email }: RegisterDto, actor: Actor): Promise<RegisteredDto> {
    await this.policy.check(password, [name, email]);
    const passwordHash = await this.passwords.hash(password);
    const user = await this.unitOfWork.run((transaction) =>
      this.users.create({ name, email, passwordHash, roles: [USER] }, actor, transaction),
    );
    return { user: UserDto.of(user), msg: 'account created successfully' };
  }
}
