import type { CreationOptional, InferAttributes, InferCreationAttributes } from 'sequelize';
import { Column, CreatedAt, DataType, Default, Model, PrimaryKey, Table } from 'sequelize-typescript';

/** A role that users may have. Tokens contain its name. */
@Table({ tableName: 'roles', underscored: true, updatedAt: false })
export class Role extends Model<InferAttributes<Role>, InferCreationAttributes<Role>> {
  @PrimaryKey
  @Column(DataType.STRING(64))
  declare name: string;

  @Column({ type: DataType.STRING(255), allowNull: false })
  declare description: string;

  /** Raised by each removal of this role from a user, so that two removals at the same time write the same row. */
  @Default(0)
  @Column({ type: DataType.INTEGER, allowNull: false })
  declare generation: CreationOptional<number>;

  @CreatedAt
  @Column({ type: DataType.DATE(3), allowNull: false })
  declare createdAt: CreationOptional<Date>;
}
