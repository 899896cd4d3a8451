import { DataTypes } from 'sequelize';
import { createTable, id, type Migration, moment } from './migration.js';

/** One-time codes for users who have lost their second factor. Only hashes are kept. */
export const createRecoveryCodes: Migration = {
  name: '031-create-recovery-codes',
  up: (queryInterface) =>
    createTable(queryInterface, 'recovery_codes', {
      user_id: { ...id(), primaryKey: true },
      code_hash: { type: DataTypes.CHAR(64), allowNull: false, primaryKey: true },
      spent_at: moment(true),
      created_at: moment(),
    }),
};
