import type { InferAttributes, InferCreationAttributes } from 'sequelize';
import { Column, DataType, Model, PrimaryKey, Table } from 'sequelize-typescript';

/** The purpose of a signature. It is valid for no other purpose. */
export type ChallengePurpose = 'enroll' | 'register' | 'sign_in' | 'step_up';

/**
 * A challenge that a passkey has to sign once. A challenge of a registration is only stored after it was
 * signed.
 */
@Table({ tableName: 'passkey_challenges', underscored: true, timestamps: false })
export class PasskeyChallenge extends Model<
  InferAttributes<PasskeyChallenge>,
  InferCreationAttributes<PasskeyChallenge>
> {
  /** SHA-256 of the challenge, which has 256 random bits. */
  @PrimaryKey
  @Column(DataType.CHAR(64))
  declare challengeHash: string;

  @Column({ type: DataType.STRING(24), allowNull: false })
  declare purpose: ChallengePurpose;

  /** Id of the user who has to sign; null if the signature has to identify the user. */
  @Column(DataType.CHAR(36))
  declare userId: string | null;

  @Column({ type: DataType.DATE(3), allowNull: false })
  declare expiresAt: Date;
}
