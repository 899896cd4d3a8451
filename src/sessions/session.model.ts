import type { CreationOptional, InferAttributes, InferCreationAttributes } from 'sequelize';
import {
  Column,
  CreatedAt,
  DataType,
  Default,
  ForeignKey,
  Model,
  PrimaryKey,
  Table,
} from 'sequelize-typescript';
import { v7 as uuidv7 } from 'uuid';
import { User } from '../users/user.model.js';

/** One sign-in and all its refreshes. Only hashes of the refresh secrets are stored. */
@Table({ tableName: 'sessions', underscored: true, updatedAt: false })
export class Session extends Model<InferAttributes<Session>, InferCreationAttributes<Session>> {
  /** The `sid` claim of the tokens. */
  @PrimaryKey
  @Default(() => uuidv7())
  @Column(DataType.CHAR(36))
  declare id: CreationOptional<string>;

  @ForeignKey(() => User)
  @Column({ type: DataType.CHAR(36), allowNull: false })
  declare userId: string;

  @Column({ type: DataType.CHAR(64), allowNull: false })
  declare secretHash: string;

  @Column(DataType.CHAR(64))
  declare previousSecretHash: CreationOptional<string | null>;

  /** When the current secret replaced the previous one, and later when a client received it. */
  @Column(DataType.DATE(3))
  declare rotatedAt: CreationOptional<Date | null>;

  /** Whether no client has received the current secret, as far as this row knows: see RefreshAnswers. */
  @Default(false)
  @Column({ type: DataType.BOOLEAN, allowNull: false })
  declare isUnanswered: CreationOptional<boolean>;

  /** Hash of the `Idempotency-Key` that the current secret was requested with; empty without one. */
  @Default('')
  @Column({ type: DataType.CHAR(64), allowNull: false })
  declare repeatKeyHash: CreationOptional<string>;

  /** Newest issue time of the session's access tokens, in milliseconds since the epoch. */
  @Column({ type: DataType.BIGINT, allowNull: false })
  declare issuedAt: number;

  /** Raised by every write. MySQL reports only rows that changed, so each write must change something. */
  @Default(0)
  @Column({ type: DataType.INTEGER, allowNull: false })
  declare revision: CreationOptional<number>;

  /** Authentication methods of the sign-in: names of RFC 8176, separated by spaces. */
  @Default('pwd')
  @Column({ type: DataType.STRING(64), allowNull: false })
  declare amr: CreationOptional<string>;

  /** Time of the authentication. Sessions created by version 0.1 have none; for them it is the time of creation. */
  @Column(DataType.DATE(3))
  declare authTime: CreationOptional<Date | null>;

  /** The remembered device that replaced the second factor, if any. It may be forgotten by now. */
  @Column(DataType.CHAR(36))
  declare rememberedDeviceId: CreationOptional<string | null>;

  @Column({ type: DataType.STRING(45), allowNull: false })
  declare address: string;

  @Column({ type: DataType.STRING(400), allowNull: false })
  declare userAgent: string;

  @CreatedAt
  @Column({ type: DataType.DATE(3), allowNull: false })
  declare createdAt: CreationOptional<Date>;

  @Column({ type: DataType.DATE(3), allowNull: false })
  declare lastUsedAt: Date;

  @Column({ type: DataType.DATE(3), allowNull: false })
  declare expiresAt: Date;

  @Column(DataType.DATE(3))
  declare endedAt: CreationOptional<Date | null>;
}
