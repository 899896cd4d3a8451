import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { UsersService } from '../users/users.service.js';

const MOST_NAMES = 10_000;
const FRESH_MILLISECONDS = 60_000;

/** Names by user id, remembered for a minute: a proxy asks with every request, and names hardly ever change. */
@Injectable()
export class UserNames {
  private readonly names: LRUCache<string, string>;

  constructor(users: UsersService) {
    this.names = new LRUCache<string, string>({
      max: MOST_NAMES,
      ttl: FRESH_MILLISECONDS,
      allowStaleOnFetchRejection: true, // the database is away: an old name is better than no answer
      fetchMethod: async (id) => (await users.get(id)).name,
    });
  }

  /** The user's name. @throws UserNotFound */
  async of(id: string): Promise<string> {
    return this.names.get(id) ?? this.names.forceFetch(id);
  }
}
