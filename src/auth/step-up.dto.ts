import { invalidField } from '../common/invalid-field.js';
import { CredentialField, SignedCredentialDto } from '../factors/passkeys/credential.dto.js';
import { RecoveryCodeField } from '../factors/recovery-codes/recovery-codes.dto.js';
import { TotpCodeField } from '../factors/totp/totp.dto.js';
import { PasswordField } from '../passwords/password.fields.js';
import type { StepUpProof } from './step-up-check.js';

/** The body of a step-up: one of four proofs. */
export class StepUpDto {
  @PasswordField({ required: false })
  readonly password?: string;

  @TotpCodeField({ required: false })
  readonly code?: string;

  @RecoveryCodeField({ required: false })
  readonly recoveryCode?: string;

  @CredentialField(
    SignedCredentialDto,
    'What a passkey has signed for POST /step-up/passkey/options, as `toJSON` of the credential writes it.',
    { required: false },
  )
  readonly credential?: SignedCredentialDto;
}

/**
 * Returns the proof of a step-up: the first of the four if the body has several. @throws ValidationFailed without any
 */
export function stepUpProofOf({ password, code, recoveryCode, credential }: StepUpDto): StepUpProof {
  if (password !== undefined) return { password };
  if (code !== undefined) return { kind: 'totp', code };
  if (recoveryCode !== undefined) return { kind: 'recovery_code', code: recoveryCode };
  if (credential !== undefined) return { kind: 'passkey', credential };
  throw invalidField('password', {
    rule: 'required',
    message: 'must be given, or code, recoveryCode or credential instead of it',
  });
}
