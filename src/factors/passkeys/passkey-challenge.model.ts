import type { InferAttributes, InferCreationAttributes } from 'sequelize';
import { Column, DataType, Model, PrimaryKey, Table } from 'sequelize-typescript';

/** What a signature is asked for. It counts for nothing else. */
export type ChallengePurpose = 'enroll' | 'register' | 'sign_in' | 'step_up';

/** Something that a passkey is to sign, once; or, of a registration, that was signed, because nothing is written before. */
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

  /** Who has to sign. Nothing where that is yet to be found out. */
  @Column(DataType.CHAR(36))
  declare userId: string | null;

  @Column({ type: DataType.DATE(3), allowNull: false })
  declare expiresAt: Date;
}
