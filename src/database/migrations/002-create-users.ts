import { DataTypes } from 'sequelize';
import { createTable, id, type Migration, moment } from './migration.js';

/**
 * Only canonical keys are unique, and only for verified addresses, so that no user can block the address of another.
 */
export const createUsers: Migration = {
  name: '002-create-users',
  up: (queryInterface) =>
    createTable(
      queryInterface,
      'users',
      {
        id: { ...id(), primaryKey: true },
        name: { type: DataTypes.STRING(64), allowNull: false },
        name_key: { type: DataTypes.STRING(64), allowNull: false },
        email: { type: DataTypes.STRING(254), allowNull: true },
        verified_email_key: { type: DataTypes.STRING(254), allowNull: true },
        password_hash: { type: DataTypes.STRING(128), allowNull: false },
        disabled: { type: DataTypes.BOOLEAN, allowNull: false, defaultValue: false },
        created_at: moment(),
        updated_at: moment(),
      },
      { users_name_key: ['name_key'], users_verified_email_key: ['verified_email_key'] },
    ),
};
