import type { InferAttributes, InferCreationAttributes } from 'sequelize';
import { Column, DataType, Model, PrimaryKey, Table } from 'sequelize-typescript';

/** The end of the chain, in a single row. Without it, deleting the last events would go unnoticed. */
@Table({ tableName: 'audit_head', underscored: true, timestamps: false })
export class AuditHead extends Model<InferAttributes<AuditHead>, InferCreationAttributes<AuditHead>> {
  @PrimaryKey
  @Column(DataType.INTEGER)
  declare id: number;

  @Column({ type: DataType.BIGINT, allowNull: false })
  declare position: number;

  @Column({ type: DataType.CHAR(64), allowNull: false })
  declare hash: string;

  /** MAC of position and hash; empty until the first signing key is created. */
  @Column({ type: DataType.STRING(64), allowNull: false })
  declare mac: string;
}
