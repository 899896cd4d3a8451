import type { InferAttributes, InferCreationAttributes } from 'sequelize';
import { Column, DataType, Model, PrimaryKey, Table } from 'sequelize-typescript';

/** A counter of recent attempts. */
@Table({ tableName: 'limit_counters', underscored: true, timestamps: false })
export class Counter extends Model<InferAttributes<Counter>, InferCreationAttributes<Counter>> {
  /** Keyed hash of the kind of counter and of its key. It reveals nothing without SECRET_KEY. */
  @PrimaryKey
  @Column(DataType.CHAR(24))
  declare id: string;

  /** Consecutive windows that were used up. */
  @Column({ type: DataType.INTEGER, allowNull: false })
  declare level: number;

  /** Hits in this window, at most one more than the limit. */
  @Column({ type: DataType.INTEGER, allowNull: false })
  declare hits: number;

  /** End of the window, in milliseconds since the epoch. */
  @Column({ type: DataType.BIGINT, allowNull: false })
  declare endsAt: number;
}
