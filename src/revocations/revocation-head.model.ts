import type { InferAttributes, InferCreationAttributes } from 'sequelize';
import { Column, DataType, Model, PrimaryKey, Table } from 'sequelize-typescript';

/** The newest position of the feed, in a single row. */
@Table({ tableName: 'revocation_head', underscored: true, timestamps: false })
export class RevocationHead extends Model<
  InferAttributes<RevocationHead>,
  InferCreationAttributes<RevocationHead>
> {
  @PrimaryKey
  @Column(DataType.INTEGER)
  declare id: number;

  @Column({ type: DataType.BIGINT, allowNull: false })
  declare position: number;
}
