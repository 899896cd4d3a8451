import { DataTypes } from 'sequelize';
import { addIndex, createTable, id, type Migration, moment } from './migration.js';

/**
 * One row per session, however often it is refreshed, with the hashes of its current and its previous refresh secret.
 */
export const createSessions: Migration = {
  name: '005-create-sessions',
  up: async (queryInterface) => {
    await createTable(queryInterface, 'sessions', {
      id: { ...id(), primaryKey: true },
      user_id: { ...id(), references: { model: 'users', key: 'id' }, onDelete: 'CASCADE' },
      secret_hash: { type: DataTypes.CHAR(64), allowNull: false },
      previous_secret_hash: { type: DataTypes.CHAR(64), allowNull: true },
      rotated_at: moment(true),
      issued_at: { type: DataTypes.BIGINT, allowNull: false },
      revision: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 0 },
      address: { type: DataTypes.STRING(45), allowNull: false },
      user_agent: { type: DataTypes.STRING(400), allowNull: false },
      created_at: moment(),
      last_used_at: moment(),
      expires_at: moment(),
      ended_at: moment(true),
    });
    await addIndex(queryInterface, 'sessions', 'sessions_user_id', ['user_id', 'ended_at']);
    await addIndex(queryInterface, 'sessions', 'sessions_ended_at', ['ended_at']);
    await addIndex(queryInterface, 'sessions', 'sessions_expires_at', ['expires_at']);
    await addIndex(queryInterface, 'sessions', 'sessions_last_used_at', ['last_used_at']);
  },
};
