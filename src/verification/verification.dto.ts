import { ApiProperty } from '@nestjs/swagger';
import { NewPasswordField } from '../passwords/password.fields.js';
import { ChallengeField, CodeField, LoginField, TokenField } from './verification.fields.js';

/** The login of the account whose mail is requested. */
export class MailRequestDto {
  @LoginField(true)
  readonly login!: string;
}

/** The login of the account whose mail is requested again. A signed-in user omits it. */
export class ResendDto {
  @LoginField(false)
  readonly login?: string;
}

/** The response to every request for a mail, whether or not the account exists. */
export class MailRequestedDto {
  @ApiProperty({
    description: 'Names this request. The code of the mail is entered with it.',
    format: 'uuid',
    example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c',
  })
  readonly challenge!: string;
}

/** The proof of an address: the token of the link, or a code from the signed-in user or with its challenge. */
export class VerifyEmailDto {
  @TokenField(false)
  readonly token?: string;

  @ChallengeField()
  readonly challenge?: string;

  @CodeField()
  readonly code?: string;
}

/** The token of a link. */
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

/** The response to a request for a sign-in by mail, the same whether or not the account exists. */
export class SignInMailedDto extends MailRequestedDto {
  @ApiProperty({
    description: 'The number of seconds for which the code counts, if one was mailed.',
    type: 'integer',
    example: 600,
  })
  readonly expiresIn!: number;
}

/** Completes a sign-in by mail: the token of the link, or the challenge and the code. */
export class ConfirmSignInDto {
  @TokenField(false)
  readonly token?: string;

  @ChallengeField()
  readonly challenge?: string;

  @CodeField()
  readonly code?: string;
}
