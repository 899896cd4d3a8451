import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { isDatabaseFault } from '../database/database-faults.js';
import { UsersService } from '../users/users.service.js';

const MAX_NAMES = 10_000;
const FRESH_MS = 60_000;

/** Caches names by user id for a minute: every request of a proxy needs a name, and names rarely change. */
@Injectable()
export class UserNames {
  private readonly names: LRUCache<string, string>;

  constructor(users: UsersService) {
    this.names = new LRUCache<string, string>({
      max: MAX_NAMES,
      ttl: FRESH_MS,
      noDeleteOnStaleGet: true, // the old name is used when the database is unavailable
      ignoreFetchAbort: true, // otherwise a lookup returns nothing when its entry is evicted meanwhile
      fetchMethod: (id, known) => nameOf(users, id, known),
    });
  }

  /**
   * Returns the user's name. While the database is unavailable, it is the last known name, if any. @throws UserNotFound
   */
  async of(id: string): Promise<string> {
    return this.names.get(id) ?? this.names.forceFetch(id);
  }
}

/**
 * Returns the current name, or the known one while the database is unavailable: an old name is better than an error.
 */
async function nameOf(users: UsersService, id: string, known: string | undefined): Promise<string> {
  try {
    return (await users.get(id)).name;
  } catch (error) {
    if (known !== undefined && isDatabaseFault(error)) return known;
    throw error;
  }
}
