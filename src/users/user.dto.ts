import { ApiProperty } from '@nestjs/swagger';
import type { User } from './user.model.js';

/** A user as everybody outside sees one: no hash, no key, no internal field. */
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

  @ApiProperty({ description: 'The names of the roles.', type: [String], example: ['user'] })
  readonly roles!: string[];

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

  /** Picks what may leave. */
  static of(user: User): UserDto {
    return {
      id: user.id,
      name: user.name,
      email: user.email,
      emailVerified: user.verifiedEmailKey !== null,
      roles: user.roles,
      disabled: user.disabled,
      createdAt: user.createdAt.toISOString(),
      updatedAt: user.updatedAt.toISOString(),
    };
  }
}
