import type { CreationOptional, InferAttributes, InferCreationAttributes, NonAttribute } from 'sequelize';
import { Column, CreatedAt, DataType, Default, Model, PrimaryKey, Table } from 'sequelize-typescript';
import { v7 as uuidv7 } from 'uuid';

/**
 * A passkey of a user (WebAuthn). Nothing in it is secret: the public key can check signatures but not create
 * them.
 */
@Table({ tableName: 'passkeys', underscored: true, updatedAt: false })
export class Passkey extends Model<InferAttributes<Passkey>, InferCreationAttributes<Passkey>> {
  @PrimaryKey
  @Default(() => uuidv7())
  @Column(DataType.CHAR(36))
  declare id: CreationOptional<string>;

  @Column({ type: DataType.CHAR(36), allowNull: false })
  declare userId: string;

  @Column({ type: DataType.STRING(64), allowNull: false })
  declare name: string;

  /** SHA-256 of the credential's id, which is too long for an index. */
  @Column({ type: DataType.CHAR(64), allowNull: false })
  declare credentialHash: string;

  /** In base64url, as the public key is. */
  @Column({ type: DataType.TEXT, allowNull: false })
  declare credentialId: string;

  /** COSE_Key (RFC 9052). */
  @Column({ type: DataType.TEXT, allowNull: false })
  declare publicKey: string;

  /** The counter of the last signature. It stays 0 where the authenticator has none. */
  @Column({ type: DataType.BIGINT, allowNull: false })
  declare counter: number;

  /** How the browser reaches the authenticator: transports separated by spaces. */
  @Column({ type: DataType.STRING(255), allowNull: false })
  declare transports: string;

  /** Whether it can be on several devices, and whether it is backed up now. */
  @Column({ type: DataType.BOOLEAN, allowNull: false })
  declare synced: boolean;

  @Column({ type: DataType.BOOLEAN, allowNull: false })
  declare backedUp: boolean;

  /** Whether it has signed in alone: not every passkey is discoverable or verifies its user. */
  @Default(false)
  @Column({ type: DataType.BOOLEAN, allowNull: false })
  declare signsInAlone: CreationOptional<boolean>;

  /** The model of the authenticator. */
  @Column({ type: DataType.CHAR(36), allowNull: false })
  declare aaguid: string;

  @Column(DataType.DATE(3))
  declare lastUsedAt: CreationOptional<Date | null>;

  @CreatedAt
  @Column({ type: DataType.DATE(3), allowNull: false })
  declare createdAt: CreationOptional<Date>;

  /** What a signature proves (RFC 8176): a key that cannot leave its device, or one that can. */
  get proves(): NonAttribute<'hwk' | 'swk'> {
    return this.synced ? 'swk' : 'hwk';
  }
}
