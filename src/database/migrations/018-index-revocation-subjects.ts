import { addIndex, type Migration } from './migration.js';

/** Adds an index for checking whether something was already revoked, which happens while the head is locked. */
export const indexRevocationSubjects: Migration = {
  name: '018-index-revocation-subjects',
  up: (queryInterface) => addIndex(queryInterface, 'revocations', 'revocations_subject', ['subject']),
};
