import { DataTypes } from 'sequelize';
import { addIndex, createTable, id, type Migration, moment } from './migration.js';

export const createKnownAddresses: Migration = {
  name: '012-create-known-addresses',
  up: async (queryInterface) => {
    await createTable(queryInterface, 'known_addresses', {
      id: { type: DataTypes.CHAR(24), primaryKey: true },
      user_id: id(),
      last_used_at: moment(),
    });
    await addIndex(queryInterface, 'known_addresses', 'known_addresses_user', ['user_id', 'last_used_at']);
    await addIndex(queryInterface, 'known_addresses', 'known_addresses_last_used_at', ['last_used_at']);
  },
};
