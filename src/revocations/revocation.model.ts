import type { CreationOptional, InferAttributes, InferCreationAttributes } from 'sequelize';
import { Column, DataType, Model, PrimaryKey, Table } from 'sequelize-typescript';

/** What a revocation is about: the tokens of a session, of a user, of a client, of a key, or a single one. */
export type RevocationType = 'session' | 'user' | 'client' | 'key' | 'token';

/** One entry of the feed: tokens that are refused from now on, although they have not expired. */
@Table({ tableName: 'revocations', underscored: true, timestamps: false })
export class Revocation extends Model<InferAttributes<Revocation>, InferCreationAttributes<Revocation>> {
  /** Place in the feed: without gaps, in the order of commits. */
  @PrimaryKey
  @Column(DataType.BIGINT)
  declare position: number;

  @Column({ type: DataType.STRING(16), allowNull: false })
  declare type: RevocationType;

  /** Id of what the type names. */
  @Column({ type: DataType.CHAR(36), allowNull: false })
  declare subject: string;

  /** Tokens issued at this moment or later are honoured; null: none are. */
  @Column(DataType.DATE(3))
  declare notBefore: CreationOptional<Date | null>;

  /** The one session of the user whose tokens stay good. */
  @Column(DataType.CHAR(36))
  declare exceptSession: CreationOptional<string | null>;

  @Column({ type: DataType.DATE(3), allowNull: false })
  declare revokedAt: Date;
}
