import { DataTypes } from 'sequelize';
import { addColumn, type Migration } from './migration.js';

/** Which second factors a user has, by name: a sign-in reads them with the password's hash. */
export const addSecondFactors: Migration = {
  name: '028-add-second-factors',
  up: (queryInterface) =>
    addColumn(queryInterface, 'users', 'second_factors', {
      type: DataTypes.STRING(64),
      allowNull: false,
      defaultValue: '',
    }),
};
