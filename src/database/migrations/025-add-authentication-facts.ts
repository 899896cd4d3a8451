import { DataTypes } from 'sequelize';
import { addColumn, type Migration, moment } from './migration.js';

/**
 * Adds how and when the user of a session authenticated. Existing sessions began with a password when their row was
 * created. Replicas of the previous version still add such rows, so the time may be missing.
 */
export const addAuthenticationFacts: Migration = {
  name: '025-add-authentication-facts',
  up: async (queryInterface) => {
    await addColumn(queryInterface, 'sessions', 'amr', {
      type: DataTypes.STRING(64),
      allowNull: false,
      defaultValue: 'pwd',
    });
    await addColumn(queryInterface, 'sessions', 'auth_time', moment(true));
  },
};
