import { DataTypes } from 'sequelize';
import { createTable, type Migration, moment } from './migration.js';

/** Removing the admin role raises `generation`, so that two such transactions conflict on one row. */
export const createRoles: Migration = {
  name: '001-create-roles',
  up: async (queryInterface) => {
    await createTable(queryInterface, 'roles', {
      name: { type: DataTypes.STRING(64), primaryKey: true },
      description: { type: DataTypes.STRING(255), allowNull: false },
      generation: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 0 },
      created_at: moment(),
    });
    await insertMissing(queryInterface, 'admin', 'Manages users, roles and clients');
    await insertMissing(queryInterface, 'user', 'Has an account');
  },
};

async function insertMissing(
  queryInterface: Parameters<Migration['up']>[0],
  name: string,
  description: string,
): Promise<void> {
  const [found] = await queryInterface.select(null, 'roles', { where: { name } });
  if (found) return;
  await queryInterface.bulkInsert('roles', [{ name, description, created_at: new Date() }]);
}
