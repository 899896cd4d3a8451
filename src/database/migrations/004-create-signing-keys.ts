import { DataTypes } from 'sequelize';
import { createTable, id, type Migration, moment } from './migration.js';

/**
 * `generation` numbers the keys without gaps. It is unique, so of two replicas that create the next key at once, only
 * one succeeds.
 */
export const createSigningKeys: Migration = {
  name: '004-create-signing-keys',
  up: (queryInterface) =>
    createTable(
      queryInterface,
      'signing_keys',
      {
        id: { ...id(), primaryKey: true },
        generation: { type: DataTypes.INTEGER, allowNull: false },
        algorithm: { type: DataTypes.STRING(16), allowNull: false },
        public_key: { type: DataTypes.TEXT, allowNull: false },
        encrypted_private_key: { type: DataTypes.TEXT, allowNull: false },
        created_at: moment(),
      },
      { signing_keys_generation: ['generation'] },
    ),
};
