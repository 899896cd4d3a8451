import type { CreationOptional, InferAttributes, InferCreationAttributes } from 'sequelize';
import { Column, CreatedAt, DataType, Default, Model, PrimaryKey, Table } from 'sequelize-typescript';
import { v7 as uuidv7 } from 'uuid';

/** A browser in which its user needs no second factor until `expiresAt`. */
@Table({ tableName: 'remembered_devices', underscored: true, updatedAt: false })
export class RememberedDevice extends Model<
  InferAttributes<RememberedDevice>,
  InferCreationAttributes<RememberedDevice>
> {
  @PrimaryKey
  @Default(() => uuidv7())
  @Column(DataType.CHAR(36))
  declare id: CreationOptional<string>;

  @Column({ type: DataType.CHAR(36), allowNull: false })
  declare userId: string;

  /** SHA-256 of the token in the browser's cookie, which has 256 random bits. */
  @Column({ type: DataType.CHAR(64), allowNull: false })
  declare tokenHash: string;

  @Column({ type: DataType.STRING(45), allowNull: false })
  declare address: string;

  @Column({ type: DataType.STRING(400), allowNull: false })
  declare userAgent: string;

  /** Incremented by every sign-in. MySQL reports only rows that changed, so each write must change something. */
  @Default(0)
  @Column({ type: DataType.INTEGER, allowNull: false })
  declare uses: CreationOptional<number>;

  @CreatedAt
  @Column({ type: DataType.DATE(3), allowNull: false })
  declare createdAt: CreationOptional<Date>;

  @Column({ type: DataType.DATE(3), allowNull: false })
  declare lastUsedAt: Date;

  @Column({ type: DataType.DATE(3), allowNull: false })
  declare expiresAt: Date;
}
