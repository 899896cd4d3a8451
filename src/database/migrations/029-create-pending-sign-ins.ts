import { DataTypes } from 'sequelize';
import { addIndex, createTable, id, type Migration, moment } from './migration.js';

/** Sign-ins that still need a second factor. */
export const createPendingSignIns: Migration = {
  name: '029-create-pending-sign-ins',
  up: async (queryInterface) => {
    await createTable(queryInterface, 'pending_sign_ins', {
      challenge_hash: { type: DataTypes.CHAR(64), allowNull: false, primaryKey: true },
      user_id: id(),
      password_version: { type: DataTypes.INTEGER, allowNull: false },
      second_factors: { type: DataTypes.STRING(64), allowNull: false },
      amr: { type: DataTypes.STRING(64), allowNull: false },
      attempts: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 0 },
      expires_at: moment(),
      spent_at: moment(true),
    });
    await addIndex(queryInterface, 'pending_sign_ins', 'pending_sign_ins_user_id', ['user_id']);
    await addIndex(queryInterface, 'pending_sign_ins', 'pending_sign_ins_expires_at', ['expires_at']);
  },
};
