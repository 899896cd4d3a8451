import { DataTypes } from 'sequelize';
import { addIndex, createTable, id, type Migration, moment } from './migration.js';

/** Devices that wait until a user allows them to sign in (RFC 8628). Only hashes of their codes are kept. */
export const createDeviceAuthorizations: Migration = {
  name: '036-create-device-authorizations',
  up: async (queryInterface) => {
    const columns = {
      id: { ...id(), primaryKey: true },
      client_id: id(),
      device_code_hash: { type: DataTypes.CHAR(64), allowNull: false },
      user_code_hash: { type: DataTypes.CHAR(64), allowNull: false },
      status: { type: DataTypes.STRING(16), allowNull: false },
      session_id: { ...id(), allowNull: true },
      polled_at: moment(true),
      interval_seconds: { type: DataTypes.INTEGER, allowNull: false },
      expires_at: moment(),
      created_at: moment(),
    };
    const keys = {
      device_authorizations_device_code: ['device_code_hash'],
      device_authorizations_user_code: ['user_code_hash'],
    };
    const table = 'device_authorizations';
    await createTable(queryInterface, table, columns, keys);
    await addIndex(queryInterface, table, 'device_authorizations_expires_at', ['expires_at']);
  },
};
