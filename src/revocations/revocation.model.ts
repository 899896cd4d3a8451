import type { RevocationType } from '@watchword/protocol';
import type { CreationOptional, InferAttributes, InferCreationAttributes } from 'sequelize';
import { Column, DataType, Model, PrimaryKey, Table } from 'sequelize-typescript';

/** One entry of the feed: it revokes tokens that have not expired. */
@Table({ tableName: 'revocations', underscored: true, timestamps: false })
export class Revocation extends Model<InferAttributes<Revocation>, InferCreationAttributes<Revocation>> {
  /** Position in the feed: without gaps, in the order of commits. */
  @PrimaryKey
  @Column(DataType.BIGINT)
  declare position: number;

  /** UUIDv7. Entries from before migration 017 have none. */
  @Column(DataType.CHAR(36))
  declare id: CreationOptional<string | null>;

  @Column({ type: DataType.STRING(16), allowNull: false })
  declare type: RevocationType;

  /** Id of the session, user, client or other object that `type` names. */
  @Column({ type: DataType.CHAR(36), allowNull: false })
  declare subject: string;

  /** Tokens issued at this time or later stay valid; null revokes all. */
  @Column(DataType.DATE(3))
  declare notBefore: CreationOptional<Date | null>;

  /** The only session of the user whose tokens stay valid. */
  @Column(DataType.CHAR(36))
  declare exceptSession: CreationOptional<string | null>;

  @Column({ type: DataType.DATE(3), allowNull: false })
  declare revokedAt: Date;
}
