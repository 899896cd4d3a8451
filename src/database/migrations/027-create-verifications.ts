import { DataTypes } from 'sequelize';
import { addIndex, createTable, id, type Migration, moment } from './migration.js';

/** One-time tokens and codes sent by mail. There is one row per user and purpose; a new one replaces the old one. */
export const createVerifications: Migration = {
  name: '027-create-verifications',
  up: async (queryInterface) => {
    await createTable(
      queryInterface,
      'verifications',
      {
        user_id: { ...id(), primaryKey: true },
        purpose: { type: DataTypes.STRING(24), allowNull: false, primaryKey: true },
        challenge: id(),
        address: { type: DataTypes.STRING(254), allowNull: false },
        token_hash: { type: DataTypes.CHAR(64), allowNull: false },
        code_hash: { type: DataTypes.CHAR(64), allowNull: false },
        code_attempts: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 0 },
        expires_at: moment(),
        code_expires_at: moment(),
        spent_at: moment(true),
      },
      { verifications_token: ['token_hash'], verifications_challenge: ['challenge'] },
    );
    await addIndex(queryInterface, 'verifications', 'verifications_expires_at', ['expires_at']);
  },
};
