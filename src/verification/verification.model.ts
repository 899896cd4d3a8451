import {
  type CreationOptional,
  type InferAttributes,
  type InferCreationAttributes,
  Op,
  type WhereOperators,
} from 'sequelize';
import { Column, DataType, Default, Model, PrimaryKey, Table } from 'sequelize-typescript';
import type { Purpose } from './purposes.js';

/** A token and a code that were mailed to a user. Only their hashes are stored. */
@Table({ tableName: 'verifications', underscored: true, timestamps: false })
export class Verification extends Model<
  InferAttributes<Verification>,
  InferCreationAttributes<Verification>
> {
  @PrimaryKey
  @Column(DataType.CHAR(36))
  declare userId: string;

  @PrimaryKey
  @Column(DataType.STRING(24))
  declare purpose: Purpose;

  /** The challenge that the response to the request for the mail contained; a code is sent with it. */
  @Column({ type: DataType.CHAR(36), allowNull: false })
  declare challenge: string;

  /** The address that the mail was sent to. The token proves no other address. */
  @Column({ type: DataType.STRING(254), allowNull: false })
  declare address: string;

  /** SHA-256 of the token, which has 256 random bits. */
  @Column({ type: DataType.CHAR(64), allowNull: false })
  declare tokenHash: string;

  /**
   * HMAC of the code with a key of SECRET_KEY, because eight digits could be guessed from a plain hash. Empty without a
   * code.
   */
  @Column({ type: DataType.CHAR(64), allowNull: false })
  declare codeHash: string;

  @Default(0)
  @Column({ type: DataType.INTEGER, allowNull: false })
  declare codeAttempts: CreationOptional<number>;

  @Column({ type: DataType.DATE(3), allowNull: false })
  declare expiresAt: Date;

  @Column({ type: DataType.DATE(3), allowNull: false })
  declare codeExpiresAt: Date;

  @Column(DataType.DATE(3))
  declare spentAt: CreationOptional<Date | null>;
}

/** Returns the `where` clause for rows that are still valid. */
export function liveAt(now: Date): { spentAt: null; expiresAt: WhereOperators<Date> } {
  return { spentAt: null, expiresAt: { [Op.gt]: now } };
}
