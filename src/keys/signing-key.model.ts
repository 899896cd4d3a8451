import type { CreationOptional, InferAttributes, InferCreationAttributes } from 'sequelize';
import { Column, CreatedAt, DataType, Default, Model, PrimaryKey, Table } from 'sequelize-typescript';
import { v7 as uuidv7 } from 'uuid';

/** A key pair that signs access tokens. Its id is the tokens' `kid`. */
@Table({ tableName: 'signing_keys', underscored: true, updatedAt: false })
export class SigningKey extends Model<InferAttributes<SigningKey>, InferCreationAttributes<SigningKey>> {
  @PrimaryKey
  @Default(() => uuidv7())
  @Column(DataType.CHAR(36))
  declare id: CreationOptional<string>;

  /** 1 for the first key, and one more for each that follows. */
  @Column({ type: DataType.INTEGER, allowNull: false, unique: 'signing_keys_generation' })
  declare generation: number;

  @Column({ type: DataType.STRING(16), allowNull: false })
  declare algorithm: string;

  /** SPKI, PEM. */
  @Column({ type: DataType.TEXT, allowNull: false })
  declare publicKey: string;

  /** PKCS #8, PEM, sealed by SecretBox. */
  @Column({ type: DataType.TEXT, allowNull: false })
  declare encryptedPrivateKey: string;

  /** From when on it signs, until its successor does. It is published as soon as it is made. */
  @Column(DataType.DATE(3))
  declare activatesAt: Date;

  @CreatedAt
  @Column({ type: DataType.DATE(3), allowNull: false })
  declare createdAt: CreationOptional<Date>;
}
