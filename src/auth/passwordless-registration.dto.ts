import { ApiProperty, OmitType } from '@nestjs/swagger';
import { CredentialField, NewCredentialDto } from '../factors/passkeys/credential.dto.js';
import { CreationOptionsDto } from '../factors/passkeys/passkey-options.dto.js';
import { TextField } from '../http/text.field.js';
import { DisplayNameField } from '../users/profile.fields.js';
import { EmailField, NameField } from '../users/user.fields.js';
import { RegisterDto, RegisteredDto } from './auth.dto.js';
import { MAX_CHALLENGE_LENGTH } from './factor-sign-in.dto.js';

const EXAMPLE = 'AZqxwnpUfD6dKw9vWh4tPAGa5xKkwA…';

/**
 * The account for which the browser creates a passkey: the names that the browser shows, and an address that is
 * validated in advance.
 */
export class FirstPasskeyOptionsDto {
  @NameField()
  readonly name!: string;

  @EmailField()
  readonly email?: string;

  @DisplayNameField()
  readonly displayName?: string;
}

/** The options for the browser, and the challenge to send back with its result. */
export class FirstPasskeyRequestDto {
  @ApiProperty({ description: 'The challenge to send to POST /register/passkey.', example: EXAMPLE })
  readonly challenge!: string;

  @ApiProperty({
    description:
      'What `navigator.credentials.create` needs, in the form that `PublicKeyCredential.parseCreationOptionsFromJSON` takes.',
    type: CreationOptionsDto,
  })
  readonly publicKey!: CreationOptionsDto;

  static of(publicKey: CreationOptionsDto): FirstPasskeyRequestDto {
    return { challenge: publicKey.challenge, publicKey };
  }
}

/** The fields of a new account with a passkey. */
export class RegisterByPasskeyDto extends OmitType(RegisterDto, ['password']) {
  @TextField(1, MAX_CHALLENGE_LENGTH, {
    description: 'The challenge of POST /register/passkey/options.',
    example: EXAMPLE,
  })
  readonly challenge!: string;

  @CredentialField(NewCredentialDto, 'What `navigator.credentials.create` gave, as its `toJSON` writes it.')
  readonly credential!: NewCredentialDto;
}

/** A new account with a passkey, and the tokens of its first session with `signIn=true`. */
export class RegisteredByPasskeyDto extends RegisteredDto {
  @ApiProperty({
    description:
      'Codes, each of which stands in for the passkey as a second factor once. They are not shown again.',
    type: [String],
    example: ['K7PD-2XQA-MZ4E-TR6C'],
  })
  readonly recoveryCodes!: string[];
}
