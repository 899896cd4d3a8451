import { DataTypes } from 'sequelize';
import { createTable, type Migration } from './migration.js';

const NOTHING_SEALED = '0'.repeat(64);

/** One row with the end of the chain of audit events. */
export const createAuditHead: Migration = {
  name: '014-create-audit-head',
  up: async (queryInterface) => {
    await createTable(queryInterface, 'audit_head', {
      id: { type: DataTypes.INTEGER, primaryKey: true },
      position: { type: DataTypes.BIGINT, allowNull: false },
      hash: { type: DataTypes.CHAR(64), allowNull: false },
      mac: { type: DataTypes.STRING(64), allowNull: false },
    });
    const [found] = await queryInterface.select(null, 'audit_head', { where: { id: 1 } });
    if (found) return;
    await queryInterface.bulkInsert('audit_head', [{ id: 1, position: 0, hash: NOTHING_SEALED, mac: '' }]);
  },
};
