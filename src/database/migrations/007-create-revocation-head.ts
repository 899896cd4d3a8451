import { DataTypes } from 'sequelize';
import { createTable, type Migration } from './migration.js';

/**
 * One row with the newest position of the feed. A transaction that takes the next position locks it until the commit.
 */
export const createRevocationHead: Migration = {
  name: '007-create-revocation-head',
  up: async (queryInterface) => {
    await createTable(queryInterface, 'revocation_head', {
      id: { type: DataTypes.INTEGER, primaryKey: true },
      position: { type: DataTypes.BIGINT, allowNull: false },
    });
    const [found] = await queryInterface.select(null, 'revocation_head', { where: { id: 1 } });
    if (!found) await queryInterface.bulkInsert('revocation_head', [{ id: 1, position: 0 }]);
  },
};
