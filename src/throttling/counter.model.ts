import type { InferAttributes, InferCreationAttributes } from 'sequelize';
import { Column, DataType, Model, PrimaryKey, Table } from 'sequelize-typescript';

/** How often something happened lately. */
@Table({ tableName: 'limit_counters', underscored: true, timestamps: false })
export class Counter extends Model<InferAttributes<Counter>, InferCreationAttributes<Counter>> {
  /** Keyed hash of what is counted: of no use without SECRET_KEY. */
  @PrimaryKey
  @Column(DataType.CHAR(24))
  declare id: string;

  /** Windows in a row that were used up. */
  @Column({ type: DataType.INTEGER, allowNull: false })
  declare level: number;

  /** In this window; not counted beyond one more than the limit. */
  @Column({ type: DataType.INTEGER, allowNull: false })
  declare hits: number;

  /** End of the window, in milliseconds since the epoch. */
  @Column({ type: DataType.BIGINT, allowNull: false })
  declare endsAt: number;
}
