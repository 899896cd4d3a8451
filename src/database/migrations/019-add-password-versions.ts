import { DataTypes } from 'sequelize';
import { addColumn, type Migration } from './migration.js';

/**
 * Adds the version of the password. Device cookies contain it, so that they become invalid when the password changes.
 */
export const addPasswordVersions: Migration = {
  name: '019-add-password-versions',
  up: async (queryInterface) => {
    await addColumn(queryInterface, 'users', 'password_version', {
      type: DataTypes.INTEGER,
      allowNull: false,
      defaultValue: 0,
    });
  },
};
