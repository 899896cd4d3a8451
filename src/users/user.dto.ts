import { ApiProperty } from '@nestjs/swagger';
import { type JsonObject, objectIn } from '../common/json-object.js';
import { NO_PASSWORD } from '../passwords/password-hash.js';
import type { User } from './user.model.js';

/** The public columns of an account. The hash is used only to show whether there is a password. */
export type Account = Pick<
  User,
  | 'id'
  | 'name'
  | 'email'
  | 'verifiedEmailKey'
  | 'displayName'
  | 'locale'
  | 'metadata'
  | 'appMetadata'
  | 'passwordHash'
  | 'roles'
  | 'disabled'
  | 'createdAt'
  | 'updatedAt'
>;

/** A user in a response: without hash, key and internal fields. */
export class UserDto {
  @ApiProperty({
    description: 'The id of the user.',
    format: 'uuid',
    example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c',
  })
  readonly id!: string;

  @ApiProperty({ description: 'The name, as it was typed.', example: 'alice' })
  readonly name!: string;

  @ApiProperty({
    description: 'The e-mail address, or null.',
    type: 'string',
    format: 'email',
    nullable: true,
    example: 'alice@example.com',
  })
  readonly email!: string | null;

  @ApiProperty({
    description: 'Whether the e-mail address is verified, so that it can be used to log in.',
    example: false,
  })
  readonly emailVerified!: boolean;

  @ApiProperty({
    description: 'The name to show, or null.',
    type: 'string',
    nullable: true,
    example: 'Alice Liddell',
  })
  readonly displayName!: string | null;

  @ApiProperty({
    description: 'The language of the user, as a tag (BCP 47), or null.',
    type: 'string',
    nullable: true,
    example: 'en-GB',
  })
  readonly locale!: string | null;

  @ApiProperty({
    description: 'What applications keep about the user, and the user may change.',
    type: 'object',
    additionalProperties: true,
    example: { theme: 'dark' },
  })
  readonly metadata!: JsonObject;

  @ApiProperty({
    description: 'What only admins may change. Access tokens state the members that TOKEN_CLAIMS names.',
    type: 'object',
    additionalProperties: true,
    example: { plan: 'pro' },
  })
  readonly appMetadata!: JsonObject;

  @ApiProperty({ description: 'The names of the roles.', type: [String], example: ['user'] })
  readonly roles!: string[];

  @ApiProperty({
    description:
      'Whether the account has a password. One that signs in by passkeys, or that has not taken up its invitation, has none.',
    example: true,
  })
  readonly hasPassword!: boolean;

  @ApiProperty({ description: 'Whether the account is disabled.', example: false })
  readonly disabled!: boolean;

  @ApiProperty({
    description: 'When the account was created.',
    type: 'string',
    format: 'date-time',
    example: '2026-11-23T12:00:00.000Z',
  })
  readonly createdAt!: string;

  @ApiProperty({
    description: 'When the account was last changed.',
    type: 'string',
    format: 'date-time',
    example: '2026-11-23T12:00:00.000Z',
  })
  readonly updatedAt!: string;

  /** Returns the public fields of a user. */
  static of(user: Account): UserDto {
    return {
      id: user.id,
      name: user.name,
      email: user.email,
      emailVerified: user.verifiedEmailKey !== null,
      displayName: user.displayName,
      locale: user.locale,
      metadata: objectIn(user.metadata),
      appMetadata: objectIn(user.appMetadata),
      roles: user.roles,
      hasPassword: user.passwordHash !== NO_PASSWORD,
      disabled: user.disabled,
      createdAt: user.createdAt.toISOString(),
      updatedAt: user.updatedAt.toISOString(),
    };
  }
}
