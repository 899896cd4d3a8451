import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import type { Actor } from '../common/actor.js';
import { invalidField } from '../common/invalid-field.js';
import type { Person } from '../common/principal.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { NO_PASSWORD } from '../passwords/password-hash.js';
import { PasswordsService } from '../passwords/passwords.service.js';
import type { ChangeMeDto, ChangePasswordDto, ExportDto } from './account.dto.js';
import { WrongPassword } from './account.errors.js';
import { AccountChangesService } from './account-changes.service.js';
import { canonicalEmail } from './canonical.js';
import { UserDto } from './user.dto.js';
import { UserLifecycle } from './user-lifecycle.js';
import type { User } from './user.model.js';
import { type CheckedPassword, UsersService } from './users.service.js';

/** Reads, changes and deletes the account of the caller. */
@Injectable()
export class OwnAccountService {
  constructor(
    private readonly users: UsersService,
    private readonly passwords: PasswordsService,
    private readonly changes: AccountChangesService,
    private readonly lifecycle: UserLifecycle,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Returns the account. @throws UserNotFound when it was deleted a moment ago */
  async get(id: string): Promise<UserDto> {
    return UserDto.of(await this.users.get(id));
  }

  /** Returns everything stored about the user, by module (GDPR Art. 15 and 20). */
  async export(person: Person): Promise<ExportDto> {
    const user = UserDto.of(await this.users.get(person.subject));
    return { user, ...(await this.lifecycle.exported(person)) };
  }

  /**
   * Changes the given fields. A verified address stays valid until the new one is proved.
   * @throws NameTaken, MailUnavailable
   */
  async change(id: string, changes: ChangeMeDto, actor: Actor): Promise<UserDto> {
    const user = await this.unitOfWork.run(async (transaction) => {
      const before = await this.users.lock(id, transaction);
      await this.apply(before, changes, actor, transaction);
      return this.users.get(id, transaction);
    });
    return UserDto.of(user);
  }

  /** Sets a new password and ends every other session. @throws WrongPassword, ValidationFailed, Overloaded */
  async changePassword(
    { subject, sessionId }: Person,
    { currentPassword, newPassword }: ChangePasswordDto,
    actor: Actor,
  ): Promise<void> {
    const checked = await this.users.get(subject);
    await this.passwords.assertAllowed(newPassword, [checked.name, checked.email], 'newPassword');
    const isChanged =
      (await this.isProved(checked, { currentPassword })) &&
      (await this.replacePassword(checked, await this.passwords.hash(newPassword), sessionId, actor));
    if (!isChanged) await this.refuse(subject, actor);
  }

  /** Deletes the account of a user who knows its password. @throws WrongPassword, LastAdmin, Overloaded */
  async remove(id: string, password: string | undefined, actor: Actor): Promise<void> {
    const checked = await this.users.get(id);
    const isRemoved = (await this.isProved(checked, { password })) && (await this.removeNow(checked, actor));
    if (!isRemoved) await this.refuse(id, actor);
  }

  private async apply(
    user: User,
    { email, ...changes }: ChangeMeDto,
    actor: Actor,
    transaction: Transaction,
  ): Promise<void> {
    const mustBeProved = typeof email === 'string' && isOtherThanVerified(user, email);
    await this.users.update(user, mustBeProved ? changes : { ...changes, email }, actor, transaction);
    if (mustBeProved) return this.lifecycle.addressProposed(user, email, actor, transaction);
    if (email !== undefined && email !== user.email)
      await this.lifecycle.addressChanged(user, email, actor, transaction);
  }

  /** Returns false if the password was changed meanwhile: the hash that was checked is no longer the current one. */
  private replacePassword(checked: User, newHash: string, exceptSession: string, actor: Actor) {
    return this.unitOfWork.run((transaction) =>
      this.changes.replacePassword(checked, newHash, exceptSession, actor, transaction),
    );
  }

  /** Returns false if the password was changed meanwhile. */
  private removeNow(checked: CheckedPassword, actor: Actor): Promise<boolean> {
    return this.unitOfWork.run(async (transaction) => {
      const user = await this.users.lockIfUnchanged(checked, transaction);
      if (user) await this.changes.remove(user, actor, transaction);
      return user !== undefined;
    });
  }

  /**
   * Checks the password. A user without one has proved their identity by a recent sign-in, which the routes require.
   */
  private async isProved(
    { passwordHash }: User,
    given: Record<string, string | undefined>,
  ): Promise<boolean> {
    if (passwordHash === NO_PASSWORD) return true;
    const [[field, password] = ['']] = Object.entries(given);
    if (password === undefined) throw invalidField(field, { rule: 'required', message: 'must be given' });
    return this.passwords.matches(password, passwordHash);
  }

  private async refuse(id: string, actor: Actor): Promise<never> {
    await this.unitOfWork.run((transaction) => this.users.passwordRefused(id, actor, transaction));
    throw new WrongPassword();
  }
}

function isOtherThanVerified({ verifiedEmailKey }: User, email: string): boolean {
  return verifiedEmailKey !== null && verifiedEmailKey !== canonicalEmail(email);
}
