import { Injectable, Logger } from '@nestjs/common';
import type { RequestOrigin } from '../common/request-origin.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { PasswordsService } from '../passwords/passwords.service.js';
import { type Grant, RefreshService } from '../sessions/refresh.service.js';
import { type Credentials, UsersService } from '../users/users.service.js';
import type { LoginDto, TokensDto } from './auth.dto.js';
import { InvalidCredentials } from './auth.errors.js';
import { TokensService } from './tokens.service.js';

/** Signs people in. */
@Injectable()
export class LoginService {
  private readonly logger = new Logger(LoginService.name);

  constructor(
    private readonly users: UsersService,
    private readonly passwords: PasswordsService,
    private readonly refreshes: RefreshService,
    private readonly tokens: TokensService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Trades a name and a password for tokens. Nobody, a wrong password and a disabled account give the same answer after
   * the same work. @throws InvalidCredentials, Overloaded
   */
  async login({ name, password }: LoginDto, origin: RequestOrigin): Promise<TokensDto> {
    this.passwords.assertRoom();
    const user = await this.users.findByLogin(name);
    const matches = await this.passwords.matches(password, user?.passwordHash);
    if (!user || !matches || user.disabled) throw new InvalidCredentials();

    const grant = await this.signIn(await this.withRenewedHash(user, password), origin);
    if (!grant) throw new InvalidCredentials();
    return this.tokens.of(grant);
  }

  /** Nothing when the account changed while the password was checked. */
  private signIn(checked: Credentials, origin: RequestOrigin): Promise<Grant | undefined> {
    return this.unitOfWork.run(async (transaction) => {
      const user = await this.users.signIn(checked, transaction);
      return user && this.refreshes.start(user, origin, transaction);
    });
  }

  /** The password is at hand only now. A renewal that fails must not fail the sign-in: the next one tries again. */
  private async withRenewedHash(user: Credentials, password: string): Promise<Credentials> {
    if (!this.passwords.isOutdated(user.passwordHash)) return user;
    try {
      const renewed = await this.passwords.hash(password);
      const isReplaced = await this.unitOfWork.run((transaction) =>
        this.users.replaceHash(user.id, user.passwordHash, renewed, transaction),
      );
      return isReplaced ? { ...user, passwordHash: renewed } : user;
    } catch (error) {
      this.logger.warn({ message: 'could not renew a password hash', user: user.id, reason: String(error) });
      return user;
    }
  }
}
