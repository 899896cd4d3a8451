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

/** A service that calls in its own name. Of its secrets only hashes are kept, two at the most. */
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

  /** The secret before the last rotation: it counts until it is removed. */
  @Column(DataType.CHAR(64))
  declare previousSecretHash: CreationOptional<string | null>;

  @CreatedAt
  @Column({ type: DataType.DATE(3), allowNull: false })
  declare createdAt: CreationOptional<Date>;

  @UpdatedAt
  @Column({ type: DataType.DATE(3), allowNull: false })
  declare updatedAt: CreationOptional<Date>;
}

/** The scopes of a client one by one. */
export function scopesOf({ scopes }: Pick<Client, 'scopes'>): string[] {
  return scopes.split(' ').filter(Boolean);
}
