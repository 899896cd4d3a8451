import type { CreationOptional, InferAttributes, InferCreationAttributes } from 'sequelize';
import {
  Column,
  CreatedAt,
  DataType,
  Default,
  Model,
  PrimaryKey,
  Table,
  UpdatedAt,
} from 'sequelize-typescript';
import { v7 as uuidv7 } from 'uuid';

/** A service that calls on its own behalf. Only hashes of its secrets are stored, at most two. */
@Table({ tableName: 'clients', underscored: true })
export class Client extends Model<InferAttributes<Client>, InferCreationAttributes<Client>> {
  /** Its `client_id`. */
  @PrimaryKey
  @Default(() => uuidv7())
  @Column(DataType.CHAR(36))
  declare id: CreationOptional<string>;

  @Column({ type: DataType.STRING(64), allowNull: false })
  declare name: string;

  /** Separated by spaces (RFC 6749 3.3). */
  @Column({ type: DataType.TEXT, allowNull: false })
  declare scopes: string;

  @Column({ type: DataType.CHAR(64), allowNull: false })
  declare secretHash: string;

  /** The secret before the last rotation. It stays valid until it is deleted. */
  @Column(DataType.CHAR(64))
  declare previousSecretHash: CreationOptional<string | null>;

  /** When a rotation created the secret; null for the first one. */
  @Column(DataType.DATE(3))
  declare secretMadeAt: CreationOptional<Date | null>;

  @Column(DataType.DATE(3))
  declare previousSecretMadeAt: CreationOptional<Date | null>;

  /** Latest possible issue time of tokens with the scopes of this row, in milliseconds since the epoch. */
  @Default(0)
  @Column({ type: DataType.BIGINT, allowNull: false })
  declare issuedUntil: CreationOptional<number>;

  /** Tokens issued before this time are revoked; milliseconds since the epoch. */
  @Default(0)
  @Column({ type: DataType.BIGINT, allowNull: false })
  declare tokensNotBefore: CreationOptional<number>;

  /**
   * Incremented by each write that affects tokens. A token is issued only if the row has not changed since it was read.
   */
  @Default(0)
  @Column({ type: DataType.BIGINT, allowNull: false })
  declare revision: CreationOptional<number>;

  @CreatedAt
  @Column({ type: DataType.DATE(3), allowNull: false })
  declare createdAt: CreationOptional<Date>;

  @UpdatedAt
  @Column({ type: DataType.DATE(3), allowNull: false })
  declare updatedAt: CreationOptional<Date>;
}

/** Returns the scopes of a client as a list. */
export function scopesOf({ scopes }: Pick<Client, 'scopes'>): string[] {
  return scopes.split(' ').filter(Boolean);
}
