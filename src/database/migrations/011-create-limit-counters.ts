import { DataTypes } from 'sequelize';
import { addIndex, createTable, type Migration } from './migration.js';

/** Counters of rate limits. They are used without Redis on MySQL and MariaDB. */
export const createLimitCounters: Migration = {
  name: '011-create-limit-counters',
  up: async (queryInterface) => {
    await createTable(queryInterface, 'limit_counters', {
      id: { type: DataTypes.CHAR(24), primaryKey: true },
      level: { type: DataTypes.INTEGER, allowNull: false },
      hits: { type: DataTypes.INTEGER, allowNull: false },
      ends_at: { type: DataTypes.BIGINT, allowNull: false },
    });
    await addIndex(queryInterface, 'limit_counters', 'limit_counters_ends_at', ['ends_at']);
  },
};
