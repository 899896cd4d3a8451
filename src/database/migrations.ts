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
import { addRevocationEpoch } from './migrations/016-add-revocation-epoch.js';
import { addRevocationIds } from './migrations/017-add-revocation-ids.js';
import { indexRevocationSubjects } from './migrations/018-index-revocation-subjects.js';
import { addPasswordVersions } from './migrations/019-add-password-versions.js';
import { createSecretKeys } from './migrations/021-create-secret-keys.js';
import { createAuditKeys } from './migrations/022-create-audit-keys.js';
import { addRefreshAnswers } from './migrations/023-add-refresh-answers.js';
import { addClientIssueTimes } from './migrations/024-add-client-issue-times.js';
import { addAuthenticationFacts } from './migrations/025-add-authentication-facts.js';
import { createOutboxMessages } from './migrations/026-create-outbox-messages.js';
import { createVerifications } from './migrations/027-create-verifications.js';
import { addSecondFactors } from './migrations/028-add-second-factors.js';
import { createPendingSignIns } from './migrations/029-create-pending-sign-ins.js';
import { createTotpDevices } from './migrations/030-create-totp-devices.js';
import { createRecoveryCodes } from './migrations/031-create-recovery-codes.js';
import { createPasskeys } from './migrations/032-create-passkeys.js';
import { createPasskeyChallenges } from './migrations/033-create-passkey-challenges.js';
import { addProfiles } from './migrations/034-add-profiles.js';
import { createRememberedDevices } from './migrations/035-create-remembered-devices.js';
import { createDeviceAuthorizations } from './migrations/036-create-device-authorizations.js';
import type { Migration } from './migrations/migration.js';

/** All changes of the schema, in order. A released migration is never edited; each change is a new entry. */
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
  addRevocationEpoch,
  addRevocationIds,
  indexRevocationSubjects,
  addPasswordVersions,
  createSecretKeys,
  createAuditKeys,
  addRefreshAnswers,
  addClientIssueTimes,
  addAuthenticationFacts,
  createOutboxMessages,
  createVerifications,
  addSecondFactors,
  createPendingSignIns,
  createTotpDevices,
  createRecoveryCodes,
  createPasskeys,
  createPasskeyChallenges,
  addProfiles,
  createRememberedDevices,
  createDeviceAuthorizations,
];
