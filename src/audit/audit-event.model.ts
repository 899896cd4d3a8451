import type { CreationOptional, InferAttributes, InferCreationAttributes } from 'sequelize';
import { Column, DataType, Model, PrimaryKey, Table } from 'sequelize-typescript';

/** One thing that happened. Written with the change it tells of, sealed into the chain a moment later, never changed. */
@Table({ tableName: 'audit_events', underscored: true, timestamps: false })
export class AuditEvent extends Model<InferAttributes<AuditEvent>, InferCreationAttributes<AuditEvent>> {
  /** UUIDv7 of the moment it happened, so that the order of ids is the order of time. */
  @PrimaryKey
  @Column(DataType.CHAR(36))
  declare id: string;

  @Column({ type: DataType.STRING(64), allowNull: false })
  declare type: string;

  /** Id of a user or client, `cli` or `system`; null: a stranger. */
  @Column(DataType.STRING(64))
  declare actor: string | null;

  /** Id of whom it happened to, or the name of a role. */
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

  /** Of all fields above, under a key of ours: a changed row is found at once. */
  @Column({ type: DataType.CHAR(64), allowNull: false })
  declare mac: string;

  /** Place in the chain, from 1, without gaps; null until it is sealed. */
  @Column({ type: DataType.BIGINT, unique: 'audit_events_position' })
  declare position: CreationOptional<number | null>;

  /** Of the hash at the position before, this row's MAC and its position. */
  @Column(DataType.CHAR(64))
  declare hash: CreationOptional<string | null>;
}
