import { DataTypes } from 'sequelize';
import { addIndex, createTable, id, type Migration, moment } from './migration.js';

/**
 * Audit events. The index of each filter ends with the id, and ids are in the order of time, so a page never needs
 * sorting.
 */
export const createAuditEvents: Migration = {
  name: '015-create-audit-events',
  up: async (queryInterface) => {
    await createTable(
      queryInterface,
      'audit_events',
      {
        id: { ...id(), primaryKey: true },
        type: { type: DataTypes.STRING(64), allowNull: false },
        actor: { type: DataTypes.STRING(64), allowNull: true },
        subject: { type: DataTypes.STRING(64), allowNull: true },
        detail: { type: DataTypes.STRING(2000), allowNull: false },
        address: { type: DataTypes.STRING(45), allowNull: false },
        user_agent: { type: DataTypes.STRING(200), allowNull: false },
        request_id: { type: DataTypes.STRING(64), allowNull: false },
        occurred_at: moment(),
        mac: { type: DataTypes.CHAR(64), allowNull: false },
        position: { type: DataTypes.BIGINT, allowNull: true },
        hash: { type: DataTypes.CHAR(64), allowNull: true },
      },
      { audit_events_position: ['position'] },
    );
    await addIndex(queryInterface, 'audit_events', 'audit_events_type', ['type', 'id']);
    await addIndex(queryInterface, 'audit_events', 'audit_events_actor', ['actor', 'id']);
    await addIndex(queryInterface, 'audit_events', 'audit_events_subject', ['subject', 'id']);
  },
};
