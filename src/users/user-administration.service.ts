import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { keyOf } from '../paging/cursor.js';
import { type Page, pageOf } from '../paging/page.js';
import type { ChangeUserDto, ListUsersQuery } from './account.dto.js';
import { AccountChangesService } from './account-changes.service.js';
import { UserDto } from './user.dto.js';
import { UsersService } from './users.service.js';

/** Lists, reads, changes and deletes users for admins. */
@Injectable()
export class UserAdministrationService {
  constructor(
    private readonly users: UsersService,
    private readonly changes: AccountChangesService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Returns one page of users, ordered by name. */
  async page({ limit, after, q }: ListUsersQuery): Promise<Page<UserDto>> {
    const key = after === undefined ? undefined : keyOf(after);
    const found = await this.users.page({ limit: limit + 1, after: key, prefix: q });
    return pageOf(found, limit, ({ nameKey }) => nameKey, UserDto.of);
  }

  /** Returns the user. @throws UserNotFound */
  async get(id: string): Promise<UserDto> {
    return UserDto.of(await this.users.get(id));
  }

  /**
   * Changes the given fields. New roles, and disabling the account, take effect at once.
   * @throws UserNotFound, NameTaken, LastAdmin
   */
  async change(id: string, changes: ChangeUserDto, actor: Actor): Promise<UserDto> {
    const user = await this.unitOfWork.run(async (transaction) => {
      const before = await this.users.lock(id, transaction);
      await this.changes.changeByAdmin(before, changes, actor, transaction);
      return this.users.get(id, transaction);
    });
    return UserDto.of(user);
  }

  /** Deletes the user. @throws UserNotFound, LastAdmin */
  async remove(id: string, actor: Actor): Promise<void> {
    await this.unitOfWork.run(async (transaction) => {
      await this.changes.remove(await this.users.lock(id, transaction), actor, transaction);
    });
  }
}
