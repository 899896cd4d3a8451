import { ApiProperty } from '@nestjs/swagger';
import { CredentialField, SignedCredentialDto } from '../factors/passkeys/credential.dto.js';
import { RequestOptionsDto } from '../factors/passkeys/passkey-options.dto.js';
import { TextField } from '../http/text.field.js';
import { MAX_CHALLENGE_LENGTH, RememberDeviceField } from './factor-sign-in.dto.js';

const EXAMPLE = 'q7ZkD0p1vYw4yqv2m1oXn3n6Tt8p7x0b5c3d2e1f0aA';

/** The body of a request for the options of a sign-in with a passkey. */
export class PasskeyOptionsDto {
  @TextField(1, MAX_CHALLENGE_LENGTH, {
    description: 'The challenge of `mfa_required`. Left out for a sign-in with the passkey alone.',
    example: EXAMPLE,
    required: false,
  })
  readonly challenge?: string;
}

/** The options for the browser, and the challenge to send back with its result. */
export class PasskeyRequestDto {
  @ApiProperty({ description: 'The challenge to send to POST /login/passkey.', example: EXAMPLE })
  readonly challenge!: string;

  @ApiProperty({
    description:
      'What `navigator.credentials.get` needs, in the form that `PublicKeyCredential.parseRequestOptionsFromJSON` takes.',
    type: RequestOptionsDto,
  })
  readonly publicKey!: RequestOptionsDto;

  static of(publicKey: RequestOptionsDto): PasskeyRequestDto {
    return { challenge: publicKey.challenge, publicKey };
  }
}

/** The body that completes a sign-in with the signature of a passkey. */
export class PasskeySignInDto {
  @TextField(1, MAX_CHALLENGE_LENGTH, {
    description: 'The challenge of POST /login/passkey/options.',
    example: EXAMPLE,
  })
  readonly challenge!: string;

  @CredentialField(SignedCredentialDto, 'What `navigator.credentials.get` gave, as its `toJSON` writes it.')
  readonly credential!: SignedCredentialDto;

  @RememberDeviceField()
  readonly rememberDevice?: boolean;
}
