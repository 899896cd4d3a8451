import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { RecoveryCodeField } from '../factors/recovery-codes/recovery-codes.dto.js';
import { TotpCodeField } from '../factors/totp/totp.dto.js';
import { MayBeAbsent, TextField } from '../http/text.field.js';

/** Maximum length of a challenge in a request. A challenge of this service has 43 characters. */
export const MAX_CHALLENGE_LENGTH = 100;

/** Field: the challenge of a sign-in in progress. */
export const ChallengeField = () =>
  TextField(1, MAX_CHALLENGE_LENGTH, {
    description: 'The challenge that the sign-in was answered with (`mfa_required`).',
    example: 'q7ZkD0p1…',
  });

/** Field: whether this browser is remembered, so that it needs no second factor for as long as MFA_REMEMBER says. */
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

/** The body that completes a sign-in with the code of an authenticator app. */
export class TotpSignInDto {
  @ChallengeField()
  readonly challenge!: string;

  @TotpCodeField()
  readonly code!: string;

  @RememberDeviceField()
  readonly rememberDevice?: boolean;
}

/** The body that completes a sign-in with a recovery code. */
export class RecoverySignInDto {
  @ChallengeField()
  readonly challenge!: string;

  @RecoveryCodeField()
  readonly code!: string;

  @RememberDeviceField()
  readonly rememberDevice?: boolean;
}
