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
import { createLimitCounters } from './migrations/011-create-limit-counters.js';
import { createKnownAddresses } from './migrations/012-create-known-addresses.js';
import { dropCascades } from './migrations/013-drop-cascades.js';
import { createAuditHead } from './migrations/014-create-audit-head.js';
import { createAuditEvents } from './migrations/015-create-audit-events.js';
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
  createLimitCounters,
  createKnownAddresses,
  dropCascades,
  createAuditHead,
  createAuditEvents,
];
