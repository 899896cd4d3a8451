import { DataTypes } from 'sequelize';
import { addColumn, type Migration } from './migration.js';

/** Distinguishes the retry of a refresh without a received response from a stolen token. */
export const addRefreshAnswers: Migration = {
  name: '023-add-refresh-answers',
  up: async (queryInterface) => {
    await addColumn(queryInterface, 'sessions', 'is_unanswered', {
      type: DataTypes.BOOLEAN,
      allowNull: false,
      defaultValue: false,
    });
    await addColumn(queryInterface, 'sessions', 'repeat_key_hash', {
      type: DataTypes.CHAR(64),
      allowNull: false,
      defaultValue: '',
    });
  },
};
