import type { InferAttributes, InferCreationAttributes, NonAttribute } from 'sequelize';
import { BelongsTo, Column, DataType, ForeignKey, Model, PrimaryKey, Table } from 'sequelize-typescript';
import { User } from './user.model.js';

/** One role of one user. */
@Table({ tableName: 'user_roles', underscored: true, timestamps: false })
export class UserRole extends Model<InferAttributes<UserRole>, InferCreationAttributes<UserRole>> {
  @PrimaryKey
  @ForeignKey(() => User)
  @Column({ type: DataType.CHAR(36), allowNull: false })
  declare userId: string;

  @PrimaryKey
  @Column({ type: DataType.STRING(64), allowNull: false })
  declare roleName: string;

  @BelongsTo(() => User)
  declare user?: NonAttribute<User>;
}
