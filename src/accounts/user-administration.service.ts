import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import { RolesService } from '../access/roles.service.js';
import type { Actor } from '../common/actor.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { UserDto } from '../users/user.dto.js';
import type { User } from '../users/user.model.js';
import { UsersService } from '../users/users.service.js';
import { AccountRemovalService } from './account-removal.service.js';
import type { ChangeUserDto } from './accounts.dto.js';

/** What admins change about users. */
@Injectable()
export class UserAdministrationService {
  constructor(
    private readonly users: UsersService,
    private readonly roles: RolesService,
    private readonly sessions: SessionsService,
    private readonly removal: AccountRemovalService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Changes what is given. Other roles, and being disabled, count at once. @throws UserNotFound, NameTaken, LastAdmin */
  async change(id: string, changes: ChangeUserDto, actor: Actor): Promise<UserDto> {
    const user = await this.unitOfWork.run(async (transaction) => {
      const before = await this.users.get(id, transaction);
      await this.roles.keepingAnAdmin(before, transaction, () =>
        this.apply(before, changes, actor, transaction),
      );
      return this.users.get(id, transaction);
    });
    return UserDto.of(user);
  }

  /** Deletes the user. @throws UserNotFound, LastAdmin */
  async remove(id: string, actor: Actor): Promise<void> {
    await this.unitOfWork.run(async (transaction) => {
      await this.removal.remove(await this.users.get(id, transaction), actor, transaction);
    });
  }

  private async apply(
    user: User,
    { roles, ...changes }: ChangeUserDto,
    actor: Actor,
    transaction: Transaction,
  ): Promise<void> {
    await this.users.update(user, changes, actor, transaction);
    if (roles) {
      await this.roles.assertExist(roles, transaction);
      await this.users.replaceRoles(user, roles, actor, transaction);
    }
    const endSessions = changes.disabled === true;
    if (roles || endSessions) await this.sessions.revokeUsers([user.id], { endSessions }, transaction);
  }
}
