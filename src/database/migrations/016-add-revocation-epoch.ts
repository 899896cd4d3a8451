import { DataTypes } from 'sequelize';
import { v7 as uuidv7 } from 'uuid';
import { addColumn, id, type Migration } from './migration.js';

/** Adds the epoch, which distinguishes histories of the feed: after a restore, positions are used again. */
export const addRevocationEpoch: Migration = {
  name: '016-add-revocation-epoch',
  up: async (queryInterface) => {
    await addColumn(queryInterface, 'revocation_head', 'epoch', { ...id(), defaultValue: '' });
    await addColumn(queryInterface, 'revocation_head', 'reason', {
      type: DataTypes.STRING(16),
      allowNull: false,
      defaultValue: 'first',
    });
    await queryInterface.bulkUpdate('revocation_head', { epoch: uuidv7() }, { epoch: '' });
  },
};
