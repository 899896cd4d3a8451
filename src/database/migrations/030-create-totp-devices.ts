import { DataTypes } from 'sequelize';
import { addIndex, createTable, id, type Migration, moment } from './migration.js';

/** Authenticator apps (RFC 6238). The secret is sealed. */
export const createTotpDevices: Migration = {
  name: '030-create-totp-devices',
  up: async (queryInterface) => {
    await createTable(queryInterface, 'totp_devices', {
      id: { ...id(), primaryKey: true },
      user_id: id(),
      name: { type: DataTypes.STRING(64), allowNull: false },
      sealed_secret: { type: DataTypes.STRING(255), allowNull: false },
      last_step: { type: DataTypes.BIGINT, allowNull: false, defaultValue: 0 },
      confirmed_at: moment(true),
      last_used_at: moment(true),
      created_at: moment(),
    });
    await addIndex(queryInterface, 'totp_devices', 'totp_devices_user_id', ['user_id']);
  },
};
