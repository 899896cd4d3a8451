import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { MayBeAbsent, TextField } from '../common/text.field.js';
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

/** How the refresh token comes back. */
export class LoginQuery {
  @ApiProperty({
    enum: ['true', 'false'],
    required: false,
    example: 'true',
    description:
      'For browsers: `true` puts the refresh token in a `__Host-` cookie (HttpOnly, Secure, SameSite=Strict) instead of ' +
      'the body. POST /refresh and /logout then take the cookie, from pages of this origin and of CORS_ORIGINS. A form ' +
      'body is refused in this mode.',
  })
  @MayBeAbsent()
  @IsIn(['true', 'false'])
  readonly cookie?: string;
}

/** What goes on with a session. */
export class RefreshDto {
  @TextField(1, 200, {
    required: false,
    description: 'Left out by browsers that hold the cookie',
    example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c.q7Zk…',
  })
  readonly refreshToken?: string;
}

/** What a caller carries from now on. */
export class TokensDto {
  @ApiProperty({ example: 'ok' })
  readonly msg!: string;

  @ApiProperty({
    description: 'Access token: a JWT for the Authorization header',
    example: 'eyJhbGciOiJFUzI1NiIs…',
  })
  readonly token!: string;

  @ApiProperty({ example: 'Bearer' })
  readonly tokenType!: string;

  @ApiProperty({ type: 'integer', example: 900, description: 'Seconds until the access token expires' })
  readonly expiresIn!: number;

  @ApiProperty({
    required: false,
    description: 'For POST /refresh; in cookie mode it is in the cookie instead',
    example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c.q7Zk…',
  })
  readonly refreshToken?: string;
}

/** Proof that the token was good. */
export class ProtectedDto {
  @ApiProperty({ example: 'Congrats! You are seeing this because you are authorized' })
  readonly msg!: string;
}
