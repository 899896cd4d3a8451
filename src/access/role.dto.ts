import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Satisfies, TextField } from '../common/text.field.js';
import type { Role } from './role.model.js';

/** Names travel in tokens and headers, so they are plain: lower-case letters, digits and `._:-`. */
const ROLE_NAME = /^[a-z0-9][a-z0-9._:-]{0,63}$/;

const RoleNameField = () =>
  applyDecorators(
    ApiProperty({ type: 'string', pattern: ROLE_NAME.source, example: 'editor' }),
    Satisfies('role', (name) =>
      ROLE_NAME.test(name) ? undefined : 'must have 1 to 64 characters of a-z, 0-9 and ._:-',
    ),
  );

/** The role that a path names. */
export class RoleParams {
  @RoleNameField()
  readonly name!: string;
}

/** What an admin says about a role. */
export class PutRoleDto {
  @TextField(0, 255, { example: 'Writes and edits articles' })
  readonly description!: string;
}

/** A role as it is answered. */
export class RoleDto {
  @ApiProperty({ example: 'editor' })
  readonly name!: string;

  @ApiProperty({ example: 'Writes and edits articles' })
  readonly description!: string;

  /** Picks what may leave. */
  static of({ name, description }: Role): RoleDto {
    return { name, description };
  }
}
