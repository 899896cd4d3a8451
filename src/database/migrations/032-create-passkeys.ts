import { DataTypes } from 'sequelize';
import { addIndex, createTable, id, type Migration, moment } from './migration.js';

/** Passkeys (WebAuthn), found by the hash of the credential's id, which may have 1364 letters. */
export const createPasskeys: Migration = {
  name: '032-create-passkeys',
  up: async (queryInterface) => {
    const columns = {
      id: { ...id(), primaryKey: true },
      user_id: id(),
      name: { type: DataTypes.STRING(64), allowNull: false },
      credential_hash: { type: DataTypes.CHAR(64), allowNull: false },
      credential_id: { type: DataTypes.TEXT, allowNull: false },
      public_key: { type: DataTypes.TEXT, allowNull: false },
      counter: { type: DataTypes.BIGINT, allowNull: false },
      transports: { type: DataTypes.STRING(255), allowNull: false },
      synced: { type: DataTypes.BOOLEAN, allowNull: false },
      backed_up: { type: DataTypes.BOOLEAN, allowNull: false },
      signs_in_alone: { type: DataTypes.BOOLEAN, allowNull: false, defaultValue: false },
      aaguid: { type: DataTypes.CHAR(36), allowNull: false },
      last_used_at: moment(true),
      created_at: moment(),
    };
    await createTable(queryInterface, 'passkeys', columns, { passkeys_credential: ['credential_hash'] });
    await addIndex(queryInterface, 'passkeys', 'passkeys_user_id', ['user_id']);
  },
};
