import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import type { Person } from '../common/principal.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { PasswordPolicy } from '../passwords/password-policy.js';
import { PasswordsService } from '../passwords/passwords.service.js';
import { SessionsService } from '../sessions/sessions.service.js';
import type { User } from '../users/user.model.js';
import { UsersService } from '../users/users.service.js';
import type { ChangePasswordDto } from './accounts.dto.js';
import { WrongPassword } from './accounts.errors.js';

/** Changes a password, for who knows the old one. */
@Injectable()
export class OwnPasswordService {
  constructor(
    private readonly users: UsersService,
    private readonly passwords: PasswordsService,
    private readonly policy: PasswordPolicy,
    private readonly sessions: SessionsService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Sets a new password and ends every other session. @throws WrongPassword, ValidationFailed, Overloaded */
  async change(
    { subject, sessionId }: Person,
    { currentPassword, newPassword }: ChangePasswordDto,
    actor: Actor,
  ): Promise<void> {
    const user = await this.users.get(subject);
    await this.policy.check(newPassword, [user.name, user.email], 'newPassword');
    if (!(await this.passwords.matches(currentPassword, user.passwordHash))) throw new WrongPassword();

    const next = await this.passwords.hash(newPassword);
    // False when somebody changed it meanwhile: what was proved is no longer the current password.
    if (!(await this.replace(user, next, sessionId, actor))) throw new WrongPassword();
  }

  private replace(user: User, next: string, exceptSession: string, actor: Actor): Promise<boolean> {
    return this.unitOfWork.run(async (transaction) => {
      const isReplaced = await this.users.changePassword(user, next, actor, transaction);
      if (isReplaced)
        await this.sessions.revokeUsers([user.id], { endSessions: true, exceptSession }, transaction);
      return isReplaced;
    });
  }
}
