import { DataTypes } from 'sequelize';
import { addIndex, createTable, id, type Migration, moment } from './migration.js';

export const createRevocations: Migration = {
  name: '008-create-revocations',
  up: async (queryInterface) => {
    await createTable(queryInterface, 'revocations', {
      position: { type: DataTypes.BIGINT, primaryKey: true },
      type: { type: DataTypes.STRING(16), allowNull: false },
      subject: id(),
      not_before: moment(true),
      except_session: { ...id(), allowNull: true },
      revoked_at: moment(),
    });
    await addIndex(queryInterface, 'revocations', 'revocations_revoked_at', ['revoked_at']);
  },
};
