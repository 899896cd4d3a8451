import { ApiProperty } from '@nestjs/swagger';
import { NewPasswordField } from '../passwords/password.fields.js';
import { ChallengeField, CodeField, LoginField, TokenField } from './verification.fields.js';

/** Whose mail is asked for. */
export class MailRequestDto {
  @LoginField(true)
  readonly login!: string;
}

/** Whose mail is asked for again: left out by a user who is signed in. */
export class ResendDto {
  @LoginField(false)
  readonly login?: string;
}

/** The answer to every request for a mail, whether or not there is such an account. */
export class MailRequestedDto {
  @ApiProperty({
    description: 'Names this request. The code of the mail is entered with it.',
    format: 'uuid',
    example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c',
  })
  readonly challenge!: string;
}

/** What proves an address: the token of the link, or the code of a user who is signed in or knows its challenge. */
export class VerifyEmailDto {
  @TokenField(false)
  readonly token?: string;

  @ChallengeField()
  readonly challenge?: string;

  @CodeField()
  readonly code?: string;
}

/** The token of a link, and nothing else. */
export class TokenDto {
  @TokenField(true)
  readonly token!: string;
}

/** A new password, with the token of the link or with the challenge and the code. */
export class ResetPasswordDto {
  @TokenField(false)
  readonly token?: string;

  @ChallengeField()
  readonly challenge?: string;

  @CodeField()
  readonly code?: string;

  @NewPasswordField()
  readonly newPassword!: string;
}

/** A sign-in by mail was asked for: the same answer whether or not there is such an account. */
export class SignInMailedDto extends MailRequestedDto {
  @ApiProperty({
    description: 'The number of seconds for which the code counts, if one was mailed.',
    type: 'integer',
    example: 600,
  })
  readonly expiresIn!: number;
}

/** What a sign-in by mail is finished with: the token of the link, or the challenge and the code. */
export class ConfirmSignInDto {
  @TokenField(false)
  readonly token?: string;

  @ChallengeField()
  readonly challenge?: string;

  @CodeField()
  readonly code?: string;
}
