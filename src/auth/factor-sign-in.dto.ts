import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { RecoveryCodeField } from '../factors/recovery-codes/recovery-codes.dto.js';
import { TotpCodeField } from '../factors/totp/totp.dto.js';
import { MayBeAbsent, TextField } from '../http/text.field.js';

/** A challenge has 43 letters. */
export const MAX_CHALLENGE_LENGTH = 100;

/** The challenge of a sign-in under way. */
export const ChallengeField = () =>
  TextField(1, MAX_CHALLENGE_LENGTH, {
    description: 'The challenge that the sign-in was answered with (`mfa_required`).',
    example: 'q7ZkD0p1…',
  });

/** Whether the browser needs no second factor from now on. */
export const RememberDeviceField = () =>
  applyDecorators(
    ApiProperty({
      type: 'boolean',
      description:
        'For browsers, with `?cookie=true`: `true` has this browser remembered, so that it needs no second factor for as long as MFA_REMEMBER says. Where that is `off`, nothing is remembered.',
      required: false,
      example: false,
    }),
    MayBeAbsent(),
    IsBoolean(),
  );

/** The code of an authenticator app, to end a sign-in with. */
export class TotpSignInDto {
  @ChallengeField()
  readonly challenge!: string;

  @TotpCodeField()
  readonly code!: string;

  @RememberDeviceField()
  readonly rememberDevice?: boolean;
}

/** A recovery code, to end a sign-in with. */
export class RecoverySignInDto {
  @ChallengeField()
  readonly challenge!: string;

  @RecoveryCodeField()
  readonly code!: string;

  @RememberDeviceField()
  readonly rememberDevice?: boolean;
}
