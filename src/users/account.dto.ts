import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayUnique, IsArray, IsBoolean, IsString, MaxLength } from 'class-validator';
import type { JsonObject } from '../common/json-object.js';
import { MayBeAbsent, MayBeNull, TextField } from '../http/text.field.js';
import { MAX_NAMES_LENGTH } from '../common/token-room.js';
import { CursorField, DEFAULT_LIMIT, LimitField } from '../paging/page.fields.js';
import { NewPasswordField, PasswordField } from '../passwords/password.fields.js';
import { DisplayNameField, LocaleField, MetadataField } from './profile.fields.js';
import { UserDto } from './user.dto.js';
import { EmailField, NameField } from './user.fields.js';

const OWN_PASSWORD = 'The current password. Left out where the account has none.';
/** Description in OpenAPI of the metadata that the user may change. */
export const OWNERS = 'What applications keep about the user, and the user may change';
const ADMINS = 'What only admins may change, such as the plan of the user';
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
const ChangedEmailField = () => applyDecorators(EmailField({ nullable: true }), MayBeNull());

/** Query parameters for a page of users. */
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

/** A user to create by an admin. Without a password, the address gets a link to choose one. */
export class CreateUserDto {
  @NameField()
  readonly name!: string;

  @NewPasswordField({ required: false })
  readonly password?: string;

  @EmailField()
  readonly email?: string;

  @RolesField()
  readonly roles?: string[];

  @DisplayNameField()
  readonly displayName?: string;

  @LocaleField()
  readonly locale?: string;

  @MetadataField(OWNERS)
  readonly metadata?: JsonObject;

  @MetadataField(ADMINS)
  readonly appMetadata?: JsonObject;
}

/** Changes of a user by an admin. Absent fields stay unchanged. */
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

  @DisplayNameField({ nullable: true })
  readonly displayName?: string | null;

  @LocaleField({ nullable: true })
  readonly locale?: string | null;

  @MetadataField(OWNERS, { nullable: true })
  readonly metadata?: JsonObject | null;

  @MetadataField(ADMINS, { nullable: true })
  readonly appMetadata?: JsonObject | null;
}

/** Changes of a user's own account. Absent fields stay unchanged. */
export class ChangeMeDto {
  @NameField({ required: false })
  readonly name?: string;

  @ChangedEmailField()
  readonly email?: string | null;

  @DisplayNameField({ nullable: true })
  readonly displayName?: string | null;

  @LocaleField({ nullable: true })
  readonly locale?: string | null;

  @MetadataField(OWNERS, { nullable: true })
  readonly metadata?: JsonObject | null;
}

/** Proof that the owner deletes the account. */
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

/** Everything stored about a user (GDPR Art. 15 and 20). Other modules add their parts through UserLifecycle. */
export class ExportDto {
  @ApiProperty({ description: 'The account.', type: UserDto })
  readonly user!: UserDto;

  readonly [part: string]: unknown;
}
