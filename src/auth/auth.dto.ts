import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { MayBeAbsent, TextField } from '../http/text.field.js';
import { NewPasswordField, PasswordField } from '../passwords/password.fields.js';
import type { IssuedTokens } from '../sessions/grant.js';
import { UserDto } from '../users/user.dto.js';
import { EmailField, NameField } from '../users/user.fields.js';

/** About three times what ALTCHA sends. */
const MAX_PROOF_LENGTH = 4096;

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
  @ApiProperty({ description: 'The new account.', type: UserDto })
  readonly user!: UserDto;

  @ApiProperty({ description: 'A fixed message.', example: 'account created successfully' })
  readonly msg!: string;
}

/** What a user proves their identity with. */
export class LoginDto {
  @TextField(1, 320, { description: 'The name, or the verified e-mail address.', example: 'alice' })
  readonly name!: string;

  @PasswordField()
  readonly password!: string;

  @TextField(1, MAX_PROOF_LENGTH, {
    required: false,
    description:
      'After `proof_required` alone: base64 of the JSON `{challenge, solution}`, with the challenge of that answer and ' +
      'the solution that was found, `{counter, derivedKey}`. ALTCHA makes it.',
    example: 'eyJjaGFsbGVuZ2UiOns…',
  })
  readonly proof?: string;
}

/** How the refresh token comes back. */
export class LoginQuery {
  @ApiProperty({
    type: 'boolean',
    required: false,
    example: true,
    description:
      'For browsers: `true` puts the refresh token in a `__Host-` cookie (HttpOnly, Secure, SameSite as ' +
      'COOKIE_SAME_SITE says) instead of the body. POST /refresh and /logout then take the cookie, from pages of this ' +
      'origin and of CORS_ORIGINS, and from servers that send `X-Requested-With`. A form body is refused in this mode.',
  })
  @MayBeAbsent()
  @IsIn(['true', 'false'], { context: { params: { allowed: ['true', 'false'] } } })
  readonly cookie?: string;
}

/** What continues a session. */
export class RefreshDto {
  @TextField(1, 200, {
    description: 'The refresh token. A browser that holds the cookie leaves it out.',
    required: false,
    example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c.q7Zk…',
  })
  readonly refreshToken?: string;
}

/** The tokens that a client uses from now on. */
export class TokensDto {
  @ApiProperty({ description: 'A fixed message.', example: 'ok' })
  readonly msg!: string;

  @ApiProperty({
    description: 'The access token: a JWT for the Authorization header.',
    example: 'eyJhbGciOiJFUzI1NiIs…',
  })
  readonly token!: string;

  @ApiProperty({ description: 'How the access token is sent.', example: 'Bearer' })
  readonly tokenType!: string;

  @ApiProperty({
    description: 'The number of seconds until the access token expires.',
    type: 'integer',
    example: 900,
  })
  readonly expiresIn!: number;

  @ApiProperty({
    description: 'The refresh token for POST /refresh. In cookie mode it is in the cookie instead.',
    required: false,
    example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c.q7Zk…',
  })
  readonly refreshToken?: string;

  /** The body of a login and a refresh. */
  static of({ accessToken, expiresIn, refreshToken }: IssuedTokens): TokensDto {
    return { msg: 'ok', token: accessToken, tokenType: 'Bearer', expiresIn, refreshToken };
  }
}

/** Proof that the token was good. */
export class ProtectedDto {
  @ApiProperty({
    description: 'A fixed message.',
    example: 'Congrats! You are seeing this because you are authorized',
  })
  readonly msg!: string;
}
