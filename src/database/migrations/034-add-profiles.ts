import { DataTypes } from 'sequelize';
import { addColumn, type Migration } from './migration.js';

/**
 * Adds what users and admins keep about a user. JSON is stored as text: the JSON types of the databases would reorder
 * members and rewrite numbers, each in its own way.
 */
export const addProfiles: Migration = {
  name: '034-add-profiles',
  up: async (queryInterface) => {
    await addColumn(queryInterface, 'users', 'display_name', {
      type: DataTypes.STRING(100),
      allowNull: true,
    });
    await addColumn(queryInterface, 'users', 'locale', { type: DataTypes.STRING(35), allowNull: true });
    await addColumn(queryInterface, 'users', 'metadata', { type: DataTypes.TEXT, allowNull: true });
    await addColumn(queryInterface, 'users', 'app_metadata', { type: DataTypes.TEXT, allowNull: true });
  },
};
