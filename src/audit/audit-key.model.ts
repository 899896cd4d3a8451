import type { InferAttributes, InferCreationAttributes } from 'sequelize';
import { Column, DataType, Model, PrimaryKey, Table } from 'sequelize-typescript';

/** A key that verifies events written before SECRET_KEY was changed. */
@Table({ tableName: 'audit_keys', underscored: true, timestamps: false })
export class AuditKey extends Model<InferAttributes<AuditKey>, InferCreationAttributes<AuditKey>> {
  /** The name of the SECRET_KEY that it was derived from. */
  @PrimaryKey
  @Column(DataType.CHAR(16))
  declare id: string;

  /**
   * The last position it is valid for, and the key. Both are encrypted by SecretBox, so that neither can be changed.
   */
  @Column({ type: DataType.TEXT, allowNull: false })
  declare sealedKey: string;
}
