import type { CreationOptional, InferAttributes, InferCreationAttributes, NonAttribute } from 'sequelize';
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

/** A user: a person or a machine with a name and a password. */
@Table({ tableName: 'users', underscored: true })
export class User extends Model<InferAttributes<User>, InferCreationAttributes<User>> {
  @PrimaryKey
  @Default(() => uuidv7())
  @Column(DataType.CHAR(36))
  declare id: CreationOptional<string>;

  /** The name as typed. */
  @Column({ type: DataType.STRING(64), allowNull: false })
  declare name: string;

  /** Canonical form of the name. Look-ups use only this column. */
  @Column({ type: DataType.STRING(64), allowNull: false, unique: 'users_name_key' })
  declare nameKey: string;

  @Column(DataType.STRING(254))
  declare email: CreationOptional<string | null>;

  /**
   * Canonical form of the address, once it is verified. Only verified addresses are unique and can be used to sign in.
   */
  @Column({ type: DataType.STRING(254), unique: 'users_verified_email_key' })
  declare verifiedEmailKey: CreationOptional<string | null>;

  /** The name that is shown to people. It is not used for look-ups. */
  @Column(DataType.STRING(100))
  declare displayName: CreationOptional<string | null>;

  /** A language tag (BCP 47) in its canonical form. */
  @Column(DataType.STRING(35))
  declare locale: CreationOptional<string | null>;

  /** JSON object that the user may change; null if it is empty. */
  @Column(DataType.TEXT)
  declare metadata: CreationOptional<string | null>;

  /** JSON object that only admins may change; null if it is empty. */
  @Column(DataType.TEXT)
  declare appMetadata: CreationOptional<string | null>;

  @Column({ type: DataType.STRING(128), allowNull: false })
  declare passwordHash: string;

  /** How often the password was changed. A renewal of the hash at a sign-in is not counted. */
  @Default(0)
  @Column({ type: DataType.INTEGER, allowNull: false })
  declare passwordVersion: CreationOptional<number>;

  @Default(false)
  @Column({ type: DataType.BOOLEAN, allowNull: false })
  declare disabled: CreationOptional<boolean>;

  /** Names of the second factors that the user has, sorted, separated by spaces. Empty for none. */
  @Default('')
  @Column({ type: DataType.STRING(64), allowNull: false })
  declare secondFactors: CreationOptional<string>;

  /**
   * Raised by each sign-in and each change of the account: of two at the same time, the second waits for the first and
   * sees its changes.
   */
  @Default(0)
  @Column({ type: DataType.INTEGER, allowNull: false })
  declare revision: CreationOptional<number>;

  /** Access tokens issued before this time are revoked; milliseconds since the epoch. */
  @Default(0)
  @Column({ type: DataType.BIGINT, allowNull: false })
  declare tokensNotBefore: CreationOptional<number>;

  @CreatedAt
  @Column({ type: DataType.DATE(3), allowNull: false })
  declare createdAt: CreationOptional<Date>;

  @UpdatedAt
  @Column({ type: DataType.DATE(3), allowNull: false })
  declare updatedAt: CreationOptional<Date>;

  /** Names of the user's roles, sorted. Set by UsersService. */
  declare roles: NonAttribute<string[]>;
}
