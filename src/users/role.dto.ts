import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import type { Fault } from '../common/field-rules.js';
import { Satisfies, TextField } from '../http/text.field.js';
import type { Role } from './role.model.js';

/** Names travel in tokens and headers, so they are plain: lower-case letters, digits and `._:-`. */
const ROLE_NAME = /^[a-z0-9][a-z0-9._:-]{0,63}$/;

const NOT_A_ROLE_NAME: Fault = {
  rule: 'pattern',
  message: 'must have 1 to 64 characters of a-z, 0-9 and ._:-',
};

const RoleNameField = () =>
  applyDecorators(
    ApiProperty({
      type: 'string',
      description: 'The name of the role.',
      pattern: ROLE_NAME.source,
      example: 'editor',
    }),
    Satisfies('role', { min: 1, max: 64 }, (name) => (ROLE_NAME.test(name) ? undefined : NOT_A_ROLE_NAME)),
  );

/** The role that a path names. */
export class RoleParams {
  @RoleNameField()
  readonly name!: string;
}

/** What an admin says about a role. */
export class PutRoleDto {
  @TextField(0, 255, { description: 'What the role is for.', example: 'Writes and edits articles' })
  readonly description!: string;
}

/** A role as it is answered. */
export class RoleDto {
  @ApiProperty({ description: 'The name of the role.', example: 'editor' })
  readonly name!: string;

  @ApiProperty({ description: 'What the role is for.', example: 'Writes and edits articles' })
  readonly description!: string;

  /** Picks what may leave. */
  static of({ name, description }: Role): RoleDto {
    return { name, description };
  }
}
