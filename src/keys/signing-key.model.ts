import type { CreationOptional, InferAttributes, InferCreationAttributes } from 'sequelize';
import { Column, CreatedAt, DataType, Default, Model, PrimaryKey, Table } from 'sequelize-typescript';
import { v7 as uuidv7 } from 'uuid';

/** A key pair that signs access tokens. Its id is the `kid` of the tokens. */
@Table({ tableName: 'signing_keys', underscored: true, updatedAt: false })
export class SigningKey extends Model<InferAttributes<SigningKey>, InferCreationAttributes<SigningKey>> {
  @PrimaryKey
  @Default(() => uuidv7())
  @Column(DataType.CHAR(36))
  declare id: CreationOptional<string>;

  /** 1 for the first key, then increasing by one. */
  @Column({ type: DataType.INTEGER, allowNull: false, unique: 'signing_keys_generation' })
  declare generation: number;

  @Column({ type: DataType.STRING(16), allowNull: false })
  declare algorithm: string;

  /** SPKI as PEM. */
  @Column({ type: DataType.TEXT, allowNull: false })
  declare publicKey: string;

  /** PKCS #8 as PEM, encrypted by SecretBox. */
  @Column({ type: DataType.TEXT, allowNull: false })
  declare encryptedPrivateKey: string;

  /** When it starts to sign; it stops when its successor starts. It is published as soon as it exists. */
  @Column(DataType.DATE(3))
  declare activatesAt: Date;

  @CreatedAt
  @Column({ type: DataType.DATE(3), allowNull: false })
  declare createdAt: CreationOptional<Date>;
}
