import { ApiProperty } from '@nestjs/swagger';
import { TextField } from '../common/text.field.js';
import { NewPasswordField, PasswordField } from '../passwords/password.fields.js';
import { UserDto } from '../users/user.dto.js';
import { EmailField, NameField } from '../users/user.fields.js';

/** What makes an account. */
export class RegisterDto {
  @NameField()
  readonly name!: string;

  @NewPasswordField()
  readonly password!: string;

  @EmailField()
  readonly email?: string;
}

/** A new account. */
export class RegisteredDto {
  @ApiProperty({ type: UserDto })
  readonly user!: UserDto;

  @ApiProperty({ example: 'account created successfully' })
  readonly msg!: string;
}

/** What proves who somebody is. */
export class LoginDto {
  @TextField(1, 320, { description: 'The name, or the verified e-mail address', example: 'alice' })
  readonly name!: string;

  @PasswordField()
  readonly password!: string;
}

/** What a caller carries from now on. */
export class TokensDto {
  @ApiProperty({ example: 'ok' })
  readonly msg!: string;

  @ApiProperty({ description: 'Access token: a JWT for the Authorization header' })
  readonly token!: string;

  @ApiProperty({ example: 'Bearer' })
  readonly tokenType!: string;

  @ApiProperty({ type: 'integer', example: 900, description: 'Seconds until the access token expires' })
  readonly expiresIn!: number;
}

/** Proof that the token was good. */
export class ProtectedDto {
  @ApiProperty({ example: 'Congrats! You are seeing this because you are authorized' })
  readonly msg!: string;
}
