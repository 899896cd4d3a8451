import { Injectable } from '@nestjs/common';
import { keyOf } from '../paging/cursor.js';
import { type Page, pageOf } from '../paging/page.js';
import { UserDto } from '../users/user.dto.js';
import { UsersService } from '../users/users.service.js';
import type { ListUsersQuery } from './accounts.dto.js';

/** Reads users for admins. */
@Injectable()
export class UserPagesService {
  constructor(private readonly users: UsersService) {}

  /** One page of users by name. */
  async page({ limit, after, q }: ListUsersQuery): Promise<Page<UserDto>> {
    const key = after === undefined ? undefined : keyOf(after);
    const found = await this.users.page({ limit: limit + 1, after: key, prefix: q });
    return pageOf(found, limit, ({ nameKey }) => nameKey, UserDto.of);
  }

  /** @throws UserNotFound */
  async get(id: string): Promise<UserDto> {
    return UserDto.of(await this.users.get(id));
  }
}
