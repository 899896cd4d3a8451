import type { InferAttributes, InferCreationAttributes } from 'sequelize';
import { Column, DataType, Model, PrimaryKey, Table } from 'sequelize-typescript';
import type { EpochReason } from './feed-epoch.js';

/** The newest position of the feed and its epoch, in a single row. */
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

  /** UUIDv7 of the time when this history of the feed began. A new epoch begins when the database was set back. */
  @Column({ type: DataType.CHAR(36), allowNull: false })
  declare epoch: string;

  /** Why this epoch began. */
  @Column({ type: DataType.STRING(16), allowNull: false })
  declare reason: EpochReason;
}
