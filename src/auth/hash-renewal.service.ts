import { Injectable, Logger } from '@nestjs/common';
import { UnitOfWork } from '../database/unit-of-work.js';
import { PasswordsService } from '../passwords/passwords.service.js';
import type { Credentials } from '../users/credentials.service.js';
import { UsersService } from '../users/users.service.js';

/** Makes hashes of an older format, or of less cost, anew. */
@Injectable()
export class HashRenewalService {
  private readonly logger = new Logger(HashRenewalService.name);

  constructor(
    private readonly users: UsersService,
    private readonly passwords: PasswordsService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * The user with a hash of today, made while the password is at hand. A renewal that fails must not fail the sign-in:
   * the next one tries again.
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
