import { QueryTypes } from 'sequelize';
import { addColumn, type Migration, moment } from './migration.js';

/** Adds the time when a key starts to sign. For existing keys it is the time of their creation. */
export const addKeyLifetimes: Migration = {
  name: '010-add-key-lifetimes',
  up: async (queryInterface) => {
    await addColumn(queryInterface, 'signing_keys', 'activates_at', moment(true));
    await queryInterface.sequelize.query(
      'UPDATE signing_keys SET activates_at = created_at WHERE activates_at IS NULL',
      {
        type: QueryTypes.UPDATE,
      },
    );
  },
};
