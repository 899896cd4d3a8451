import type { Migration } from './migrations/migration.js';
import { createRoles } from './migrations/001-create-roles.js';
import { createUsers } from './migrations/002-create-users.js';
import { createUserRoles } from './migrations/003-create-user-roles.js';
import { createSigningKeys } from './migrations/004-create-signing-keys.js';

/** Every change of the schema, in order. A released one is never edited: the next change is a new entry. */
export const migrations: readonly Migration[] = [
  createRoles,
  createUsers,
  createUserRoles,
  createSigningKeys,
];
