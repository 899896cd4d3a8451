import { Injectable } from '@nestjs/common';
import { UserDto } from '../users/user.dto.js';
import { UsersService } from '../users/users.service.js';
import type { ListUsersQuery } from './accounts.dto.js';
import { cursorOf, keyOf } from './cursor.js';

/** One page, and the cursor of the next where there is one. */
export interface UserPage {
  readonly users: UserDto[];
  readonly next?: string;
}

/** Reads users for admins. */
@Injectable()
export class UserPagesService {
  constructor(private readonly users: UsersService) {}

  /** One page of users by name. One row more than asked for tells whether another page follows. */
  async page({ limit, after, q }: ListUsersQuery): Promise<UserPage> {
    const key = after === undefined ? undefined : keyOf(after);
    const found = await this.users.page({ limit: limit + 1, after: key, prefix: q });
    const shown = found.slice(0, limit);
    const next = found.length > limit ? cursorOf(shown.at(-1)?.nameKey ?? '') : undefined;
    return { users: shown.map(UserDto.of), next };
  }

  /** @throws UserNotFound */
  async get(id: string): Promise<UserDto> {
    return UserDto.of(await this.users.get(id));
  }
}
