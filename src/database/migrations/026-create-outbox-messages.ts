import { DataTypes } from 'sequelize';
import { addIndex, createTable, id, type Migration, moment } from './migration.js';

/**
 * Messages that are sent after the commit of their change, such as mails. Times of leases and attempts are milliseconds
 * by the database's clock.
 */
export const createOutboxMessages: Migration = {
  name: '026-create-outbox-messages',
  up: async (queryInterface) => {
    await createTable(queryInterface, 'outbox_messages', {
      id: { ...id(), primaryKey: true },
      kind: { type: DataTypes.STRING(16), allowNull: false },
      recipient: { type: DataTypes.STRING(254), allowNull: false },
      sealed_payload: { type: DataTypes.TEXT, allowNull: true },
      state: { type: DataTypes.STRING(8), allowNull: false },
      attempts: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 0 },
      next_attempt_at: { type: DataTypes.BIGINT, allowNull: false, defaultValue: 0 },
      lease_holder: { type: DataTypes.CHAR(36), allowNull: true },
      leased_until: { type: DataTypes.BIGINT, allowNull: false, defaultValue: 0 },
      last_error: { type: DataTypes.STRING(64), allowNull: true },
      created_at: moment(),
      give_up_at: moment(),
      sent_at: moment(true),
    });
    await addIndex(queryInterface, 'outbox_messages', 'outbox_messages_due', ['state', 'next_attempt_at']);
    await addIndex(queryInterface, 'outbox_messages', 'outbox_messages_order', [
      'recipient',
      'kind',
      'state',
      'id',
    ]);
  },
};
