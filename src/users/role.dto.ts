import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import type { Fault } from '../common/field-rules.js';
import { Satisfies, TextField } from '../http/text.field.js';
import type { Role } from './role.model.js';

/** Names of roles occur in tokens and headers, so only lower-case letters, digits and `._:-` are allowed. */
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

/** The name of a role in a path. */
export class RoleParams {
  @RoleNameField()
  readonly name!: string;
}

/** The description of a role, set by an admin. */
export class PutRoleDto {
  @TextField(0, 255, { description: 'What the role is for.', example: 'Writes and edits articles' })
  readonly description!: string;
}

/** A role in a response. */
export class RoleDto {
  @ApiProperty({ description: 'The name of the role.', example: 'editor' })
  readonly name!: string;

  @ApiProperty({ description: 'What the role is for.', example: 'Writes and edits articles' })
  readonly description!: string;

  /** Returns the public fields of a role. */
  static of({ name, description }: Role): RoleDto {
    return { name, description };
  }
}
