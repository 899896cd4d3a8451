import { Injectable, Logger } from '@nestjs/common';
import { UnitOfWork } from '../database/unit-of-work.js';
import { PasswordsService } from '../passwords/passwords.service.js';
import type { Credentials } from '../users/credentials.service.js';
import { UsersService } from '../users/users.service.js';

/** Replaces password hashes that have an older format or a lower cost. */
@Injectable()
export class HashRenewalService {
  private readonly logger = new Logger(HashRenewalService.name);

  constructor(
    private readonly users: UsersService,
    private readonly passwords: PasswordsService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Returns the user with a hash of the current format and cost, which is created while the password is available. If
   * the renewal fails, the sign-in still succeeds, and the next sign-in tries again.
   */
  async renewed<C extends Credentials>(user: C, password: string): Promise<C> {
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
