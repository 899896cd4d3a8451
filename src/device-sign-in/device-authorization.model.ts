import type { CreationOptional, InferAttributes, InferCreationAttributes } from 'sequelize';
import { Column, CreatedAt, DataType, Default, Model, PrimaryKey, Table } from 'sequelize-typescript';
import { v7 as uuidv7 } from 'uuid';

/** The status of a request: a user has not decided yet, has allowed it, or has denied it. */
export type DeviceStatus = 'pending' | 'approved' | 'denied';

/** A device that waits until a user allows it to sign in (RFC 8628). The row is deleted when its session starts. */
@Table({ tableName: 'device_authorizations', underscored: true, updatedAt: false })
export class DeviceAuthorization extends Model<
  InferAttributes<DeviceAuthorization>,
  InferCreationAttributes<DeviceAuthorization>
> {
  @PrimaryKey
  @Default(() => uuidv7())
  @Column(DataType.CHAR(36))
  declare id: CreationOptional<string>;

  /** The service client that requested the codes. */
  @Column({ type: DataType.CHAR(36), allowNull: false })
  declare clientId: string;

  /** SHA-256 of the device code, which has 256 random bits. */
  @Column({ type: DataType.CHAR(64), allowNull: false })
  declare deviceCodeHash: string;

  /** HMAC of the user code under a key of SECRET_KEY: its 34 bits could be guessed from a plain hash. */
  @Column({ type: DataType.CHAR(64), allowNull: false })
  declare userCodeHash: string;

  @Default('pending')
  @Column({ type: DataType.STRING(16), allowNull: false })
  declare status: CreationOptional<DeviceStatus>;

  /**
   * The session in which the user has approved, in their browser. The approval is valid while that session is active.
   */
  @Column(DataType.CHAR(36))
  declare sessionId: CreationOptional<string | null>;

  @Column(DataType.DATE(3))
  declare polledAt: CreationOptional<Date | null>;

  /** How long the device has to wait between two polls, in seconds. */
  @Column({ type: DataType.INTEGER, allowNull: false })
  declare intervalSeconds: number;

  @Column({ type: DataType.DATE(3), allowNull: false })
  declare expiresAt: Date;

  @CreatedAt
  @Column({ type: DataType.DATE(3), allowNull: false })
  declare createdAt: CreationOptional<Date>;
}
