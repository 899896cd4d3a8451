import type { CreationOptional, InferAttributes, InferCreationAttributes } from 'sequelize';
import { Column, CreatedAt, DataType, Model, PrimaryKey, Table } from 'sequelize-typescript';

/** A code that can replace a second factor once. */
@Table({ tableName: 'recovery_codes', underscored: true, updatedAt: false })
export class RecoveryCode extends Model<
  InferAttributes<RecoveryCode>,
  InferCreationAttributes<RecoveryCode>
> {
  @PrimaryKey
  @Column(DataType.CHAR(36))
  declare userId: string;

  /**
   * HMAC of the code under a key derived from SECRET_KEY, so that codes cannot be tried against a stolen
   * database.
   */
  @PrimaryKey
  @Column(DataType.CHAR(64))
  declare codeHash: string;

  @Column(DataType.DATE(3))
  declare spentAt: CreationOptional<Date | null>;

  @CreatedAt
  @Column({ type: DataType.DATE(3), allowNull: false })
  declare createdAt: CreationOptional<Date>;
}
