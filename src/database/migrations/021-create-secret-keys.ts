import { DataTypes } from 'sequelize';
import { createTable, type Migration, moment } from './migration.js';

/** Names of the keys that were used as SECRET_KEY, and until when a replica may use them. */
export const createSecretKeys: Migration = {
  name: '021-create-secret-keys',
  up: (queryInterface) =>
    createTable(queryInterface, 'secret_keys', {
      id: { type: DataTypes.CHAR(16), primaryKey: true },
      used_until: moment(),
    }),
};
