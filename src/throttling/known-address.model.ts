import type { InferAttributes, InferCreationAttributes } from 'sequelize';
import { Column, DataType, Model, PrimaryKey, Table } from 'sequelize-typescript';

/** A network from which a user has signed in, or the name of a device used there. */
@Table({ tableName: 'known_addresses', underscored: true, timestamps: false })
export class KnownAddress extends Model<
  InferAttributes<KnownAddress>,
  InferCreationAttributes<KnownAddress>
> {
  /** Keyed hash of the account and the network or the device, which reveals none of them. */
  @PrimaryKey
  @Column(DataType.CHAR(24))
  declare id: string;

  @Column({ type: DataType.CHAR(36), allowNull: false })
  declare userId: string;

  /** Updated once a day, so that a sign-in from a known address usually writes nothing. */
  @Column({ type: DataType.DATE(3), allowNull: false })
  declare lastUsedAt: Date;
}
