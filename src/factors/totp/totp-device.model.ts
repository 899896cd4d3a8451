import type { CreationOptional, InferAttributes, InferCreationAttributes } from 'sequelize';
import { Column, CreatedAt, DataType, Default, Model, PrimaryKey, Table } from 'sequelize-typescript';
import { v7 as uuidv7 } from 'uuid';

/** An authenticator app of a user (TOTP, RFC 6238). */
@Table({ tableName: 'totp_devices', underscored: true, updatedAt: false })
export class TotpDevice extends Model<InferAttributes<TotpDevice>, InferCreationAttributes<TotpDevice>> {
  @PrimaryKey
  @Default(() => uuidv7())
  @Column(DataType.CHAR(36))
  declare id: CreationOptional<string>;

  @Column({ type: DataType.CHAR(36), allowNull: false })
  declare userId: string;

  @Column({ type: DataType.STRING(64), allowNull: false })
  declare name: string;

  /** The secret in base32, encrypted and bound to the id of this row. */
  @Column({ type: DataType.STRING(255), allowNull: false })
  declare sealedSecret: string;

  /** The newest time step whose code was used: codes of this step and of earlier ones are refused. */
  @Default(0)
  @Column({ type: DataType.BIGINT, allowNull: false })
  declare lastStep: CreationOptional<number>;

  /** When the user entered the first code. Until then the device is not a factor. */
  @Column(DataType.DATE(3))
  declare confirmedAt: CreationOptional<Date | null>;

  @Column(DataType.DATE(3))
  declare lastUsedAt: CreationOptional<Date | null>;

  @CreatedAt
  @Column({ type: DataType.DATE(3), allowNull: false })
  declare createdAt: CreationOptional<Date>;
}
