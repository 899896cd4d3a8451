import type { InferAttributes, InferCreationAttributes } from 'sequelize';
import { Column, DataType, Model, PrimaryKey, Table } from 'sequelize-typescript';

/**
 * The time until which a replica uses or used a key as SECRET_KEY. Anything created before then may depend on that key.
 */
@Table({ tableName: 'secret_keys', underscored: true, timestamps: false })
export class SecretKeyUse extends Model<
  InferAttributes<SecretKeyUse>,
  InferCreationAttributes<SecretKeyUse>
> {
  /** The name of the key, which does not reveal the key. */
  @PrimaryKey
  @Column(DataType.CHAR(16))
  declare id: string;

  @Column({ type: DataType.DATE(3), allowNull: false })
  declare usedUntil: Date;
}
