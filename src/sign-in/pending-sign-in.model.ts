import type { CreationOptional, InferAttributes, InferCreationAttributes } from 'sequelize';
import { Column, DataType, Default, Model, PrimaryKey, Table } from 'sequelize-typescript';

/** A sign-in whose first proof was right and which still needs a second factor. */
@Table({ tableName: 'pending_sign_ins', underscored: true, timestamps: false })
export class PendingSignIn extends Model<
  InferAttributes<PendingSignIn>,
  InferCreationAttributes<PendingSignIn>
> {
  /**
   * SHA-256 of the challenge, which has 256 random bits, together with the key of the browser if it is bound
   * to one.
   */
  @PrimaryKey
  @Column(DataType.CHAR(64))
  declare challengeHash: string;

  @Column({ type: DataType.CHAR(36), allowNull: false })
  declare userId: string;

  /** The versions of the password and the factors at the first proof: a change of either ends the sign-in. */
  @Column({ type: DataType.INTEGER, allowNull: false })
  declare passwordVersion: number;

  @Column({ type: DataType.STRING(64), allowNull: false })
  declare secondFactors: string;

  /** The methods proved so far (RFC 8176), separated by spaces. */
  @Column({ type: DataType.STRING(64), allowNull: false })
  declare amr: string;

  @Default(0)
  @Column({ type: DataType.INTEGER, allowNull: false })
  declare attempts: CreationOptional<number>;

  @Column({ type: DataType.DATE(3), allowNull: false })
  declare expiresAt: Date;

  @Column(DataType.DATE(3))
  declare spentAt: CreationOptional<Date | null>;
}
