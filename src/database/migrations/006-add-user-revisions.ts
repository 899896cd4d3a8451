import { DataTypes } from 'sequelize';
import { addColumn, type Migration } from './migration.js';

/**
 * Adds a column that sign-ins and changes of the account both write, so that of two at once the second sees the first.
 */
export const addUserRevisions: Migration = {
  name: '006-add-user-revisions',
  up: async (queryInterface) => {
    await addColumn(queryInterface, 'users', 'revision', {
      type: DataTypes.INTEGER,
      allowNull: false,
      defaultValue: 0,
    });
    await addColumn(queryInterface, 'users', 'tokens_not_before', {
      type: DataTypes.BIGINT,
      allowNull: false,
      defaultValue: 0,
    });
  },
};
