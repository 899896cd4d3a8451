import { Injectable, Logger } from '@nestjs/common';
import type { RequestOrigin } from '../common/request-origin.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { PasswordsService } from '../passwords/passwords.service.js';
import { SignInAttempts } from '../throttling/sign-in-attempts.service.js';
import type { Visitor } from '../throttling/visitor.js';
import { canonicalLogin } from '../users/canonical.js';
import { type Credentials, UsersService } from '../users/users.service.js';
import type { LoginDto } from './auth.dto.js';
import { LoginEvents } from './login-events.js';

/** Finds out whether a name and a password belong together. */
@Injectable()
export class CredentialCheckService {
  private readonly logger = new Logger(CredentialCheckService.name);

  constructor(
    private readonly users: UsersService,
    private readonly passwords: PasswordsService,
    private readonly attempts: SignInAttempts,
    private readonly events: LoginEvents,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Who has this name, or verified address, and this password, or nothing. Nobody, a wrong password and a disabled
   * account cost the same work, are counted alike before the password is looked at, and are written down.
   * @throws RateLimited, Overloaded
   */
  async check(
    { name, password }: LoginDto,
    origin: RequestOrigin,
    visitor: Visitor,
  ): Promise<Credentials | undefined> {
    const user = await this.users.findByLogin(name);
    await this.attempts.count(user ? { userId: user.id } : { login: canonicalLogin(name) }, visitor);
    const matches = await this.passwords.matches(password, user?.passwordHash);
    if (user && matches && !user.disabled) return this.withRenewedHash(user, password);

    const reason = !user ? 'unknown' : matches ? 'disabled' : 'password';
    await this.events.failed(user?.id, reason, origin);
    return undefined;
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
