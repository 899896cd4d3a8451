import { createRoles } from './migrations/001-create-roles.js';
import { createUsers } from './migrations/002-create-users.js';
import { createUserRoles } from './migrations/003-create-user-roles.js';
import { createSigningKeys } from './migrations/004-create-signing-keys.js';
import { createSessions } from './migrations/005-create-sessions.js';
import { addUserRevisions } from './migrations/006-add-user-revisions.js';
import { createRevocationHead } from './migrations/007-create-revocation-head.js';
import { createRevocations } from './migrations/008-create-revocations.js';
import { createClients } from './migrations/009-create-clients.js';
import { addKeyLifetimes } from './migrations/010-add-key-lifetimes.js';
import { dropCascades } from './migrations/013-drop-cascades.js';
import type { Migration } from './migrations/migration.js';

/** Every change of the schema, in order. A released one is never edited: the next change is a new entry. */
export const migrations: readonly Migration[] = [
  createRoles,
  createUsers,
  createUserRoles,
  createSigningKeys,
  createSessions,
  addUserRevisions,
  createRevocationHead,
  createRevocations,
  createClients,
  addKeyLifetimes,
  dropCascades,
];
