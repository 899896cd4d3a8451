import { ChallengeField } from '../auth/factor-sign-in.dto.js';
import { MayBeAbsent, TextField } from '../http/text.field.js';
import { NewPasswordField } from '../passwords/password.fields.js';
import { TokenDto } from '../verification/verification.dto.js';
import { FactorCodeField } from './factor-code.js';

const MAX_NAME_LENGTH = 64;

/** The form that chooses a password. The name comes along for password managers, and nothing is done with it. */
export class NewPasswordForm extends TokenDto {
  @MayBeAbsent()
  @TextField(0, MAX_NAME_LENGTH)
  readonly name?: string;

  @NewPasswordField()
  readonly newPassword!: string;
}

/** The form that ends a sign-in: one field takes the code of an authenticator app, or a recovery code. */
export class FactorForm {
  @ChallengeField()
  readonly challenge!: string;

  @FactorCodeField()
  readonly code!: string;
}
