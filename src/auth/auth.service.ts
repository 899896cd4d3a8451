import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { AccessTokensService } from '../access/access-tokens.service.js';
import { USER } from '../access/roles.service.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { PasswordPolicy } from '../passwords/password-policy.js';
import { PasswordsService } from '../passwords/passwords.service.js';
import { UserDto } from '../users/user.dto.js';
import type { User } from '../users/user.model.js';
import { UsersService } from '../users/users.service.js';
import type { LoginDto, RegisterDto, RegisteredDto, TokensDto } from './auth.dto.js';
import { InvalidCredentials } from './auth.errors.js';

/** Registers people and signs them in. */
@Injectable()
export class AuthService {
  private readonly logger = new Logger(AuthService.name);

  constructor(
    private readonly users: UsersService,
    private readonly passwords: PasswordsService,
    private readonly policy: PasswordPolicy,
    private readonly accessTokens: AccessTokensService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Makes an account with the role `user`. @throws ValidationFailed, NameTaken, Overloaded */
  async register({ name, password, email }: RegisterDto): Promise<RegisteredDto> {
    await this.policy.check(password, [name, email]);
    const passwordHash = await this.passwords.hash(password);
    const user = await this.unitOfWork.run((transaction) =>
      this.users.create({ name, email, passwordHash, roles: [USER] }, transaction),
    );
    return { user: UserDto.of(user), msg: 'account created successfully' };
  }

  /**
   * Trades a name and a password for tokens. Nobody, a wrong password and a disabled account give the same answer after
   * the same work. @throws InvalidCredentials, Overloaded
   */
  async login({ name, password }: LoginDto): Promise<TokensDto> {
    const user = await this.users.findByLogin(name);
    const matches = await this.passwords.matches(password, user?.passwordHash);
    if (!user || !matches || user.disabled) throw new InvalidCredentials();

    await this.renewHash(user, password);
    const token = this.accessTokens.issue({ userId: user.id, sessionId: uuidv7(), roles: user.roles });
    return { msg: 'ok', token, tokenType: 'Bearer', expiresIn: this.accessTokens.lifetime };
  }

  /** The password is at hand only now. A renewal that fails must not fail the sign-in: the next one tries again. */
  private async renewHash(user: User, password: string): Promise<void> {
    if (!this.passwords.isOutdated(user.passwordHash)) return;
    try {
      const renewed = await this.passwords.hash(password);
      await this.unitOfWork.run((transaction) =>
        this.users.replaceHash(user.id, user.passwordHash, renewed, transaction),
      );
    } catch (error) {
      this.logger.warn({ message: 'could not renew a password hash', user: user.id, reason: String(error) });
    }
  }
}
