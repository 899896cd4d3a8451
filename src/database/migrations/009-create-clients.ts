import { DataTypes } from 'sequelize';
import { createTable, id, type Migration, moment } from './migration.js';

export const createClients: Migration = {
  name: '009-create-clients',
  up: (queryInterface) =>
    createTable(queryInterface, 'clients', {
      id: { ...id(), primaryKey: true },
      name: { type: DataTypes.STRING(64), allowNull: false },
      scopes: { type: DataTypes.TEXT, allowNull: false },
      secret_hash: { type: DataTypes.CHAR(64), allowNull: false },
      previous_secret_hash: { type: DataTypes.CHAR(64), allowNull: true },
      created_at: moment(),
      updated_at: moment(),
    }),
};
