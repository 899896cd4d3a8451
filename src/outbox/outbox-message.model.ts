import type { CreationOptional, InferAttributes, InferCreationAttributes } from 'sequelize';
import { Column, DataType, Default, Model, PrimaryKey, Table } from 'sequelize-typescript';
import { v7 as uuidv7 } from 'uuid';

/** The kind of a message, which decides its deliverer. */
export type OutboxKind = 'mail' | 'account_mail';

/** The state of a message: waiting or being tried, sent, or given up. */
export type OutboxState = 'queued' | 'sent' | 'dead';

/** A message that leaves the service after the commit of the change that caused it. */
@Table({ tableName: 'outbox_messages', underscored: true, timestamps: false })
export class OutboxMessage extends Model<
  InferAttributes<OutboxMessage>,
  InferCreationAttributes<OutboxMessage>
> {
  /** UUIDv7: messages of one recipient are delivered in the order of their ids. */
  @PrimaryKey
  @Default(() => uuidv7())
  @Column(DataType.CHAR(36))
  declare id: CreationOptional<string>;

  @Column({ type: DataType.STRING(16), allowNull: false })
  declare kind: OutboxKind;

  /** Messages with the same recipient keep their order. For mail it is the address. */
  @Column({ type: DataType.STRING(254), allowNull: false })
  declare recipient: string;

  /** JSON, encrypted with SECRET_KEY because it may contain tokens. It is erased once the message was sent. */
  @Column(DataType.TEXT)
  declare sealedPayload: string | null;

  @Default('queued')
  @Column({ type: DataType.STRING(8), allowNull: false })
  declare state: CreationOptional<OutboxState>;

  /** Number of delivery attempts. */
  @Default(0)
  @Column({ type: DataType.INTEGER, allowNull: false })
  declare attempts: CreationOptional<number>;

  /** Milliseconds since 1970 by the clock of the database; 0 means at once. */
  @Default(0)
  @Column({ type: DataType.BIGINT, allowNull: false })
  declare nextAttemptAt: CreationOptional<number>;

  /** Id of the running attempt. */
  @Column(DataType.CHAR(36))
  declare leaseHolder: CreationOptional<string | null>;

  /** When the lease ends and other replicas may try, in milliseconds since 1970 by the clock of the database. */
  @Default(0)
  @Column({ type: DataType.BIGINT, allowNull: false })
  declare leasedUntil: CreationOptional<number>;

  /** Why the last attempt failed: a code, never text from a server. */
  @Column(DataType.STRING(64))
  declare lastError: CreationOptional<string | null>;

  @Column({ type: DataType.DATE(3), allowNull: false })
  declare createdAt: Date;

  /** An attempt that fails after this time is the last. */
  @Column({ type: DataType.DATE(3), allowNull: false })
  declare giveUpAt: Date;

  @Column(DataType.DATE(3))
  declare sentAt: CreationOptional<Date | null>;
}
