import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsIn } from 'class-validator';
import { PasswordLoginDto, RegisterDto } from '../auth/auth.dto.js';
import { ChallengeField } from '../auth/factor-sign-in.dto.js';
import { MayBeAbsent, TextField } from '../http/text.field.js';
import { NewPasswordField } from '../passwords/password.fields.js';
import { MailRequestDto, TokenDto } from '../verification/verification.dto.js';
import { ChallengeField as MailChallengeField, CodeField } from '../verification/verification.fields.js';
import { FactorCodeField } from './factor-code.js';
import { type DeviceDecision, DEVICE_DECISIONS } from './open-page-view.js';
import { CHECKED } from './page-view.js';

const MAX_NAME_LENGTH = 64;
const MAX_TOKEN_LENGTH = 200;
const SEPARATORS = /[\s-]/g;
const MAX_CODE_LENGTH = 40;
/** Maximum length of an address in a form. Allowed addresses are shorter: see PageAddresses. */
const MAX_ADDRESS_LENGTH = 4000;

/**
 * A field with the address to redirect to. An address that is not allowed is ignored without an error, because the user
 * could not correct it.
 */
const ReturnToField = () => applyDecorators(MayBeAbsent(), TextField(0, MAX_ADDRESS_LENGTH));

/** A field with the token of the form, which FormTokenGuard has checked. */
const FormTokenField = () => TextField(1, MAX_TOKEN_LENGTH);

/** The form for a new password. It has the name for password managers only, and the service does not use the name. */
export class NewPasswordForm extends TokenDto {
  @MayBeAbsent()
  @TextField(0, MAX_NAME_LENGTH)
  readonly name?: string;

  @NewPasswordField()
  readonly newPassword!: string;
}

/** The form that completes a sign-in: one field accepts the code of an authenticator app, or a recovery code. */
export class FactorForm {
  @ChallengeField()
  readonly challenge!: string;

  @FactorCodeField()
  readonly code!: string;

  /** A checkbox that is not checked is not sent. */
  @MayBeAbsent()
  @IsIn([CHECKED])
  readonly rememberDevice?: typeof CHECKED;

  /** State of the page that the form sends back, see FormView. */
  @MayBeAbsent()
  @IsIn([CHECKED])
  readonly hasPasskey?: typeof CHECKED;

  @ReturnToField()
  readonly return_to?: string;
}

/** The fields of every form that anybody can open. */
abstract class OpenForm {
  @FormTokenField()
  readonly formToken!: string;

  @ReturnToField()
  readonly return_to?: string;
}

/** The form that signs out. */
export class SignOutForm extends OpenForm {}

/** The form that signs in with a password. */
export class PasswordSignInForm extends PasswordLoginDto {
  @FormTokenField()
  readonly formToken!: string;

  @ReturnToField()
  readonly return_to?: string;
}

/** The form that creates an account. An address that was not typed is sent as an empty text. */
export class SignUpForm extends RegisterDto {
  @Transform(({ value }: { value: unknown }) => (value === '' ? undefined : value))
  override readonly email?: string;

  @FormTokenField()
  readonly formToken!: string;

  @ReturnToField()
  readonly return_to?: string;
}

/** The form that requests a mail. */
export class MailRequestForm extends MailRequestDto {
  @FormTokenField()
  readonly formToken!: string;

  @ReturnToField()
  readonly return_to?: string;
}

/** The form with the code of a device, and the form that confirms it, which has a decision. */
export class DeviceForm {
  @FormTokenField()
  readonly formToken!: string;

  @TextField(1, MAX_CODE_LENGTH)
  readonly user_code!: string;

  /** The id of the user to whom the confirmation was shown. */
  @TextField(1, MAX_CODE_LENGTH, { required: false })
  readonly user?: string;

  @MayBeAbsent()
  @IsIn(DEVICE_DECISIONS)
  readonly decision?: DeviceDecision;
}

/** The form that signs in with the code of a mail, which may be typed in groups. */
export class MailCodeForm extends OpenForm {
  @MailChallengeField()
  readonly challenge!: string;

  @Transform(({ value }: { value?: string }) => value?.replace(SEPARATORS, '') ?? '')
  @CodeField()
  readonly code!: string;
}
