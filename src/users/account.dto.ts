import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsString,
  MaxLength,
  ValidateIf,
} from 'class-validator';
import { MayBeAbsent, TextField } from '../http/text.field.js';
import { MAX_NAMES_LENGTH } from '../common/token-room.js';
import { CursorField, DEFAULT_LIMIT, LimitField } from '../paging/page.fields.js';
import { NewPasswordField, PasswordField } from '../passwords/password.fields.js';
import { UserDto } from './user.dto.js';
import { EmailField, NameField } from './user.fields.js';

const OWN_PASSWORD = 'The current password. Left out where the account has none.';
const MAX_ROLES = 100;
const MAX_ROLE_LENGTH = 64;

const RolesField = () =>
  applyDecorators(
    ApiProperty({
      type: [String],
      required: false,
      description: `The names of all roles that the user has. All names together have ${MAX_NAMES_LENGTH} characters at most.`,
      maxItems: MAX_ROLES,
      uniqueItems: true,
      example: ['user'],
    }),
    MayBeAbsent(),
    IsArray(),
    ArrayMaxSize(MAX_ROLES, { context: { params: { max: MAX_ROLES } } }),
    IsString({ each: true, message: 'roles must be a list of names' }),
    MaxLength(MAX_ROLE_LENGTH, {
      each: true,
      message: `roles must be a list of names of at most ${MAX_ROLE_LENGTH} characters`,
      context: { params: { max: MAX_ROLE_LENGTH } },
    }),
    ArrayUnique({ message: 'roles must be a list of different names' }),
  );

/** In a change, null removes the address (RFC 7396). */
const ChangedEmailField = () =>
  applyDecorators(
    EmailField({ nullable: true }),
    ValidateIf((_, value) => value !== undefined && value !== null),
  );

/** Which page of users. */
export class ListUsersQuery {
  @LimitField()
  readonly limit: number = DEFAULT_LIMIT;

  @CursorField()
  readonly after?: string;

  @TextField(1, 64, {
    description: 'Only users whose name starts with this prefix.',
    required: false,
    example: 'al',
  })
  readonly q?: string;
}

/** A user that an admin makes. Without a password, the address gets a link by which the user chooses one. */
export class CreateUserDto {
  @NameField()
  readonly name!: string;

  @NewPasswordField({ required: false })
  readonly password?: string;

  @EmailField()
  readonly email?: string;

  @RolesField()
  readonly roles?: string[];
}

/** What an admin may change about a user. What is left out stays. */
export class ChangeUserDto {
  @NameField({ required: false })
  readonly name?: string;

  @ChangedEmailField()
  readonly email?: string | null;

  @RolesField()
  readonly roles?: string[];

  @ApiProperty({
    description: 'Whether the account is disabled. A disabled account cannot log in, and its sessions end.',
    required: false,
    example: true,
  })
  @MayBeAbsent()
  @IsBoolean()
  readonly disabled?: boolean;
}

/** What people may change about themselves. What is left out stays. */
export class ChangeMeDto {
  @NameField({ required: false })
  readonly name?: string;

  @ChangedEmailField()
  readonly email?: string | null;
}

/** Proof that it is really the owner who deletes the account. */
export class DeleteMeDto {
  @PasswordField({ required: false, description: OWN_PASSWORD })
  readonly password?: string;
}

/** A change of password. */
export class ChangePasswordDto {
  @PasswordField({ required: false, description: OWN_PASSWORD })
  readonly currentPassword?: string;

  @NewPasswordField()
  readonly newPassword!: string;
}

/** Everything stored about a person (GDPR Art. 15 and 20). Modules add their parts: see UserLifecycle. */
export class ExportDto {
  @ApiProperty({ description: 'The account.', type: UserDto })
  readonly user!: UserDto;

  readonly [part: string]: unknown;
}
