import { addColumn, id, type Migration } from './migration.js';

/**
 * Adds an id to each entry, because its position may be used again. Replicas of the previous version leave it empty
 * while both run; then the id is derived from the contents.
 */
export const addRevocationIds: Migration = {
  name: '017-add-revocation-ids',
  up: async (queryInterface) => {
    await addColumn(queryInterface, 'revocations', 'id', { ...id(), allowNull: true });
  },
};
