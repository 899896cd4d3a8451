import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import type { JsonObject } from '../common/json-object.js';
import { MayBeAbsent, TextField } from '../http/text.field.js';
import { NewPasswordField, PasswordField } from '../passwords/password.fields.js';
import type { IssuedTokens } from '../sessions/grant.js';
import { OWNERS } from '../users/account.dto.js';
import { DisplayNameField, LocaleField, MetadataField } from '../users/profile.fields.js';
import { type Account, UserDto } from '../users/user.dto.js';
import { EmailField, NameField } from '../users/user.fields.js';

/** Maximum length of a proof: about three times the length of what ALTCHA sends. */
const MAX_PROOF_LENGTH = 4096;

/** The fields of a new account. */
export class RegisterDto {
  @NameField()
  readonly name!: string;

  @NewPasswordField()
  readonly password!: string;

  @EmailField()
  readonly email?: string;

  @DisplayNameField()
  readonly displayName?: string;

  @LocaleField()
  readonly locale?: string;

  @MetadataField(OWNERS)
  readonly metadata?: JsonObject;
}

/** A new account, and the tokens of its first session with `signIn=true`. */
export class RegisteredDto {
  @ApiProperty({ description: 'The new account.', type: UserDto })
  readonly user!: UserDto;

  @ApiProperty({ description: 'A fixed message.', example: 'account created successfully' })
  readonly msg!: string;

  @ApiProperty({
    description:
      'With `signIn=true`: the access token. It is absent, like the other tokens, where the account may not sign in yet, because REQUIRE_VERIFIED_EMAIL is `true`.',
    required: false,
    example: 'eyJhbGciOiJFUzI1NiIs…',
  })
  readonly token?: string;

  @ApiProperty({
    description: 'With a token: how it is sent.',
    required: false,
    example: 'Bearer',
  })
  readonly tokenType?: string;

  @ApiProperty({
    description: 'With a token: the number of seconds until it expires.',
    type: 'integer',
    required: false,
    example: 900,
  })
  readonly expiresIn?: number;

  @ApiProperty({
    description:
      'With a token: the refresh token for POST /refresh. In cookie mode it is in the cookie instead.',
    required: false,
    example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c.q7Zk…',
  })
  readonly refreshToken?: string;

  /** Builds the response body of a registration. */
  static of(user: Account, issued: IssuedTokens | undefined): RegisteredDto {
    const { msg: _, ...tokens } = issued ? TokensDto.ofIssued(issued) : {};
    return { ...tokens, user: UserDto.of(user), msg: 'account created successfully' };
  }
}

/** The body of a sign-in with a name and a password. */
export class PasswordLoginDto {
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

/** How the response returns the refresh token: in the body or in a cookie. */
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

/** Whether a registration also signs in, and how its response then returns the refresh token. */
export class RegisterQuery extends LoginQuery {
  @ApiProperty({
    type: 'boolean',
    required: false,
    example: true,
    description:
      '`true` starts a session too, as POST /login would; `cookie` then says where its refresh token goes.',
  })
  @MayBeAbsent()
  @IsIn(['true', 'false'], { context: { params: { allowed: ['true', 'false'] } } })
  readonly signIn?: string;
}

/** The body of a refresh. It is empty if the cookie holds the refresh token. */
export class RefreshDto {
  @TextField(1, 200, {
    description: 'The refresh token. A browser that holds the cookie leaves it out.',
    required: false,
    example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c.q7Zk…',
  })
  readonly refreshToken?: string;
}

/** An access token, its type and its lifetime. */
export class AccessTokenDto {
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

  /** Builds the response body of a step-up. */
  static of(token: string, expiresIn: number): AccessTokenDto {
    return { msg: 'ok', token, tokenType: 'Bearer', expiresIn };
  }
}

/** The new tokens of a session, and its user. */
export class TokensDto extends AccessTokenDto {
  @ApiProperty({
    description: 'The refresh token for POST /refresh. In cookie mode it is in the cookie instead.',
    required: false,
    example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c.q7Zk…',
  })
  readonly refreshToken?: string;

  @ApiProperty({ description: 'The account, as GET /me answers it.', type: UserDto })
  readonly user!: UserDto;

  /** Builds the response body of a login and a refresh. */
  static ofIssued({ accessToken, expiresIn, refreshToken, user }: IssuedTokens): TokensDto {
    return { ...AccessTokenDto.of(accessToken, expiresIn), refreshToken, user: UserDto.of(user) };
  }
}

/** The response of the example route. It proves that the access token is valid. */
export class ProtectedDto {
  @ApiProperty({
    description: 'A fixed message.',
    example: 'Congrats! You are seeing this because you are authorized',
  })
  readonly msg!: string;
}
