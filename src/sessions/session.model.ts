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

/** One sign-in, and everything that was refreshed from it. Only hashes of its refresh secrets are kept. */
@Table({ tableName: 'sessions', underscored: true, updatedAt: false })
export class Session extends Model<InferAttributes<Session>, InferCreationAttributes<Session>> {
  /** The tokens' `sid`. */
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

  /** When the current secret took the place of the previous one. */
  @Column(DataType.DATE(3))
  declare rotatedAt: CreationOptional<Date | null>;

  /** Newest issue time of the session's access tokens, in milliseconds since the epoch. */
  @Column({ type: DataType.BIGINT, allowNull: false })
  declare issuedAt: number;

  /** Raised by every write: MySQL counts only rows that change, and each write of ours must be counted. */
  @Default(0)
  @Column({ type: DataType.INTEGER, allowNull: false })
  declare revision: CreationOptional<number>;

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
