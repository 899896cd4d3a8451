import { DataTypes } from 'sequelize';
import { addIndex, createTable, id, type Migration } from './migration.js';

export const createUserRoles: Migration = {
  name: '003-create-user-roles',
  up: async (queryInterface) => {
    await createTable(queryInterface, 'user_roles', {
      user_id: { ...id(), primaryKey: true, references: { model: 'users', key: 'id' }, onDelete: 'CASCADE' },
      role_name: {
        type: DataTypes.STRING(64),
        primaryKey: true,
        references: { model: 'roles', key: 'name' },
        onDelete: 'RESTRICT',
      },
    });
    await addIndex(queryInterface, 'user_roles', 'user_roles_role_name', ['role_name', 'user_id']);
  },
};
