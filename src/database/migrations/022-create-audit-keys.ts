import { DataTypes } from 'sequelize';
import { createTable, type Migration } from './migration.js';

/** Keys for MACs of audit events under earlier SECRET_KEYs, encrypted under the current one. */
export const createAuditKeys: Migration = {
  name: '022-create-audit-keys',
  up: (queryInterface) =>
    createTable(queryInterface, 'audit_keys', {
      id: { type: DataTypes.CHAR(16), primaryKey: true },
      sealed_key: { type: DataTypes.TEXT, allowNull: false },
    }),
};
