import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayUnique, IsArray, IsBoolean, IsString, ValidateIf } from 'class-validator';
import { OwnEventDto } from '../audit/own-event.dto.js';
import { MayBeAbsent, TextField } from '../common/text.field.js';
import { CursorField, DEFAULT_LIMIT, LimitField } from '../paging/page.fields.js';
import { NewPasswordField, PasswordField } from '../passwords/password.fields.js';
import { SessionDto } from '../sessions/session.dto.js';
import { UserDto } from '../users/user.dto.js';
import { EmailField, NameField } from '../users/user.fields.js';

const MOST_ROLES = 100;

const RolesField = () =>
  applyDecorators(
    ApiProperty({
      type: [String],
      required: false,
      maxItems: MOST_ROLES,
      uniqueItems: true,
      example: ['user'],
    }),
    MayBeAbsent(),
    IsString({ each: true, message: 'roles must be a list of names' }),
    ArrayUnique({ message: 'roles must be a list of different names' }),
    ArrayMaxSize(MOST_ROLES),
    IsArray(),
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

  @TextField(1, 64, { required: false, description: 'Only users whose name starts with this', example: 'al' })
  readonly q?: string;
}

/** A user that an admin makes. */
export class CreateUserDto {
  @NameField()
  readonly name!: string;

  @NewPasswordField()
  readonly password!: string;

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

  @ApiProperty({ required: false, example: true })
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
  @PasswordField()
  readonly password!: string;
}

/** A change of password. */
export class ChangePasswordDto {
  @PasswordField()
  readonly currentPassword!: string;

  @NewPasswordField()
  readonly newPassword!: string;
}

/** Everything stored about a person (GDPR Art. 15 and 20). */
export class ExportDto {
  @ApiProperty({ type: UserDto })
  readonly user!: UserDto;

  @ApiProperty({ type: [SessionDto] })
  readonly sessions!: SessionDto[];

  @ApiProperty({ type: [OwnEventDto], description: 'The newest 1000; the others are at GET /me/events' })
  readonly events!: OwnEventDto[];
}
