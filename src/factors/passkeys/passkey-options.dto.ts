import { ApiProperty } from '@nestjs/swagger';

const CHALLENGE = {
  description: 'What is to be signed, in base64url.',
  example: 'q7ZkD0p1vYw4yqv2m1oXn3n6Tt8p7x0b5c3d2e1f0aA',
};

/** A passkey that the account has. */
export class KnownCredentialDto {
  @ApiProperty({ description: 'A fixed word.', enum: ['public-key'], example: 'public-key' })
  readonly type!: 'public-key';

  @ApiProperty({ description: 'The id of the credential, in base64url.', example: 'q83vASNF' })
  readonly id!: string;

  @ApiProperty({
    description: 'How the browser reaches the authenticator.',
    type: [String],
    example: ['internal', 'hybrid'],
  })
  readonly transports!: string[];
}

/** The service, as authenticators show it. */
export class RelyingPartyDto {
  @ApiProperty({ description: 'The host of ISSUER.', example: 'auth.example.com' })
  readonly id!: string;

  @ApiProperty({ description: 'The name of the service.', example: 'watchword' })
  readonly name!: string;
}

/** The user, as authenticators show them. */
export class PasskeyUserDto {
  @ApiProperty({ description: 'The user handle, in base64url.', example: 'AZqxwnpUfD6dKw9vWh4tPA' })
  readonly id!: string;

  @ApiProperty({ description: 'The name of the account.', example: 'alice' })
  readonly name!: string;

  @ApiProperty({ description: 'The name of the account.', example: 'alice' })
  readonly displayName!: string;
}

/** A kind of key that is accepted. */
export class KeyParametersDto {
  @ApiProperty({ description: 'A fixed word.', enum: ['public-key'], example: 'public-key' })
  readonly type!: 'public-key';

  @ApiProperty({ description: 'The number of the algorithm (COSE).', type: 'integer', example: -7 })
  readonly alg!: number;
}

/** Which authenticators are accepted. */
export class AuthenticatorSelectionDto {
  @ApiProperty({
    description: 'Whether the passkey must know its user.',
    enum: ['required', 'preferred'],
    example: 'preferred',
  })
  readonly residentKey!: 'required' | 'preferred';

  @ApiProperty({ description: 'The same for older browsers.', example: false })
  readonly requireResidentKey!: boolean;

  @ApiProperty({
    description: 'Whether the authenticator must check its user.',
    enum: ['required', 'preferred'],
    example: 'preferred',
  })
  readonly userVerification!: 'required' | 'preferred';
}

/** What else the browser should report. */
export class CreationExtensionsDto {
  @ApiProperty({ description: 'Whether the passkey knows its user.', example: true })
  readonly credProps!: boolean;
}

/** The input of `PublicKeyCredential.parseCreationOptionsFromJSON`. */
export class CreationOptionsDto {
  @ApiProperty(CHALLENGE)
  readonly challenge!: string;

  @ApiProperty({ description: 'The service.', type: RelyingPartyDto })
  readonly rp!: RelyingPartyDto;

  @ApiProperty({ description: 'The user.', type: PasskeyUserDto })
  readonly user!: PasskeyUserDto;

  @ApiProperty({ description: 'The kinds of keys that are taken.', type: [KeyParametersDto] })
  readonly pubKeyCredParams!: KeyParametersDto[];

  @ApiProperty({ description: 'Milliseconds.', type: 'integer', example: 600_000 })
  readonly timeout!: number;

  @ApiProperty({ description: 'The passkeys that the account has.', type: [KnownCredentialDto] })
  readonly excludeCredentials!: KnownCredentialDto[];

  @ApiProperty({ description: 'Which authenticators are taken.', type: AuthenticatorSelectionDto })
  readonly authenticatorSelection!: AuthenticatorSelectionDto;

  @ApiProperty({ description: 'A fixed word: who made the authenticator is not asked.', example: 'none' })
  readonly attestation!: 'none';

  @ApiProperty({ description: 'What else the browser should say.', type: CreationExtensionsDto })
  readonly extensions!: CreationExtensionsDto;
}

/** The input of `PublicKeyCredential.parseRequestOptionsFromJSON`. */
export class RequestOptionsDto {
  @ApiProperty(CHALLENGE)
  readonly challenge!: string;

  @ApiProperty({ description: 'The host of ISSUER.', example: 'auth.example.com' })
  readonly rpId!: string;

  @ApiProperty({
    description: 'The passkeys that count. Empty where any that knows its user does.',
    type: [KnownCredentialDto],
  })
  readonly allowCredentials!: KnownCredentialDto[];

  @ApiProperty({
    description: 'Whether the authenticator must check its user, by a PIN or a finger.',
    enum: ['required', 'preferred'],
    example: 'required',
  })
  readonly userVerification!: 'required' | 'preferred';

  @ApiProperty({ description: 'Milliseconds.', type: 'integer', example: 600_000 })
  readonly timeout!: number;
}
