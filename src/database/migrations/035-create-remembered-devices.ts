import { DataTypes } from 'sequelize';
import { addColumn, addIndex, createTable, id, type Migration, moment } from './migration.js';

/** Browsers on which a user needs no second factor for a while, and which sessions began on one. Only hashes are kept. */
export const createRememberedDevices: Migration = {
  name: '035-create-remembered-devices',
  up: async (queryInterface) => {
    const columns = {
      id: { ...id(), primaryKey: true },
      user_id: id(),
      token_hash: { type: DataTypes.CHAR(64), allowNull: false },
      address: { type: DataTypes.STRING(45), allowNull: false },
      user_agent: { type: DataTypes.STRING(400), allowNull: false },
      uses: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 0 },
      created_at: moment(),
      last_used_at: moment(),
      expires_at: moment(),
    };
    const keys = { remembered_devices_token: ['token_hash'] };
    await createTable(queryInterface, 'remembered_devices', columns, keys);
    await addIndex(queryInterface, 'remembered_devices', 'remembered_devices_user_id', ['user_id']);
    await addIndex(queryInterface, 'remembered_devices', 'remembered_devices_expires_at', ['expires_at']);
    await addColumn(queryInterface, 'sessions', 'remembered_device_id', { ...id(), allowNull: true });
  },
};
