import type { InferAttributes, InferCreationAttributes } from 'sequelize';
import { Column, DataType, Model, PrimaryKey, Table } from 'sequelize-typescript';

/** An address from which somebody has signed in. */
@Table({ tableName: 'known_addresses', underscored: true, timestamps: false })
export class KnownAddress extends Model<
  InferAttributes<KnownAddress>,
  InferCreationAttributes<KnownAddress>
> {
  /** Keyed hash of the account and the address's network: neither can be read from it. */
  @PrimaryKey
  @Column(DataType.CHAR(24))
  declare id: string;

  @Column({ type: DataType.CHAR(36), allowNull: false })
  declare userId: string;

  /** To the day: a sign-in from a known address writes nothing as a rule. */
  @Column({ type: DataType.DATE(3), allowNull: false })
  declare lastUsedAt: Date;
}
