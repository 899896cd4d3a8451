// The built service with another migration, like the next release: it adds a column and takes some time.
import { setTimeout as sleep } from 'node:timers/promises';
import { DataTypes } from 'sequelize';
import { migrations } from '../../../build/database/migrations.js';
import { addColumn } from '../../../build/database/migrations/migration.js';

const COLUMN = { type: DataTypes.STRING(64), allowNull: true };

migrations.push({
  name: '999-add-nickname',
  up: async (queryInterface) => {
    await addColumn(queryInterface, 'users', 'nickname', COLUMN);
    await sleep(1000);
  },
});
await import('../../../build/main.js');
