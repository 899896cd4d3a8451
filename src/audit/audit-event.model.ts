import type { CreationOptional, InferAttributes, InferCreationAttributes } from 'sequelize';
import { Column, DataType, Model, PrimaryKey, Table } from 'sequelize-typescript';

/**
 * One audit event. It is written in the transaction of its change, sealed into the chain a moment later, and never
 * changed.
 */
@Table({ tableName: 'audit_events', underscored: true, timestamps: false })
export class AuditEvent extends Model<InferAttributes<AuditEvent>, InferCreationAttributes<AuditEvent>> {
  /** UUIDv7 of the time of the event, so that ids are in the order of time. */
  @PrimaryKey
  @Column(DataType.CHAR(36))
  declare id: string;

  @Column({ type: DataType.STRING(64), allowNull: false })
  declare type: string;

  /** Id of a user or client, `cli` or `system`; null for an unauthenticated caller. */
  @Column(DataType.STRING(64))
  declare actor: string | null;

  /** Id of the affected user, client or key, or the name of a role. */
  @Column(DataType.STRING(64))
  declare subject: string | null;

  /** A small JSON object. */
  @Column({ type: DataType.STRING(2000), allowNull: false })
  declare detail: string;

  @Column({ type: DataType.STRING(45), allowNull: false })
  declare address: string;

  @Column({ type: DataType.STRING(200), allowNull: false })
  declare userAgent: string;

  @Column({ type: DataType.STRING(64), allowNull: false })
  declare requestId: string;

  @Column({ type: DataType.DATE(3), allowNull: false })
  declare occurredAt: Date;

  /** MAC of all fields above, under a key of this service, so that a changed row is detected. */
  @Column({ type: DataType.CHAR(64), allowNull: false })
  declare mac: string;

  /** Position in the chain, from 1, without gaps; null until the event is sealed. */
  @Column({ type: DataType.BIGINT, unique: 'audit_events_position' })
  declare position: CreationOptional<number | null>;

  /** Hash over the previous hash, this row's MAC and its position. */
  @Column(DataType.CHAR(64))
  declare hash: CreationOptional<string | null>;
}
