import { DataTypes } from 'sequelize';
import { addIndex, createTable, id, type Migration, moment } from './migration.js';

/** What passkeys are asked to sign. A row is deleted when it is spent. */
export const createPasskeyChallenges: Migration = {
  name: '033-create-passkey-challenges',
  up: async (queryInterface) => {
    await createTable(queryInterface, 'passkey_challenges', {
      challenge_hash: { type: DataTypes.CHAR(64), allowNull: false, primaryKey: true },
      purpose: { type: DataTypes.STRING(24), allowNull: false },
      user_id: { ...id(), allowNull: true },
      expires_at: moment(),
    });
    await addIndex(queryInterface, 'passkey_challenges', 'passkey_challenges_user_id', ['user_id']);
    await addIndex(queryInterface, 'passkey_challenges', 'passkey_challenges_expires_at', ['expires_at']);
  },
};
