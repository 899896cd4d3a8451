import { DataTypes } from 'sequelize';
import { addColumn, type Migration, moment } from './migration.js';

/**
 * Adds columns for revoking all tokens with a removed scope, and for preventing rotations from deleting each other's
 * secrets.
 */
export const addClientIssueTimes: Migration = {
  name: '024-add-client-issue-times',
  up: async (queryInterface) => {
    for (const name of ['issued_until', 'tokens_not_before', 'revision'])
      await addColumn(queryInterface, 'clients', name, {
        type: DataTypes.BIGINT,
        allowNull: false,
        defaultValue: 0,
      });
    for (const name of ['secret_made_at', 'previous_secret_made_at'])
      await addColumn(queryInterface, 'clients', name, moment(true));
  },
};
