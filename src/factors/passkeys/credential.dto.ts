import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Expose, plainToInstance, Transform, Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsObject, Matches, MaxLength, ValidateNested } from 'class-validator';
import { MayBeAbsent } from '../../http/text.field.js';

/** A credential's id has 1023 bytes at most (WebAuthn, section 4). */
const MAX_ID_LENGTH = 1364;
/** More than any browser sends; a body has 32 kB at most. */
const MAX_BYTES_LENGTH = 24_000;
const MAX_TRANSPORTS = 10;

interface BytesOptions {
  readonly maxLength?: number;
  readonly required?: boolean;
}

/** Bytes in base64url, as `toJSON` of a credential writes them. */
const Bytes = (description: string, { maxLength = MAX_BYTES_LENGTH, required = true }: BytesOptions = {}) =>
  applyDecorators(
    Expose(),
    ApiProperty({
      type: 'string',
      description,
      maxLength,
      pattern: '^[\\w-]+$',
      example: 'q83vASNF',
      required,
    }),
    ...(required ? [] : [MayBeAbsent()]),
    MaxLength(maxLength),
    Matches(/^[\w-]+$/, { message: ({ property }) => `${property} must be base64url` }),
  );

const CredentialType = () =>
  applyDecorators(
    Expose(),
    ApiProperty({
      type: 'string',
      description: 'A fixed word.',
      enum: ['public-key'],
      example: 'public-key',
    }),
    IsIn(['public-key']),
  );

const Nested = (type: new () => object, description: string) =>
  applyDecorators(
    Expose(),
    ApiProperty({ type, description }),
    Type(() => type),
    IsObject(),
    ValidateNested(),
  );

/**
 * What `toJSON` of a credential in the browser returns (WebAuthn, section 5.1). Unknown fields, which
 * browsers may add, are removed before the others are checked.
 */
export const CredentialField = (type: new () => object, description: string, { required = true } = {}) =>
  applyDecorators(
    ApiProperty({ type, description, required }),
    ...(required ? [] : [MayBeAbsent()]),
    Transform(({ obj, key }) => withoutOthers(type, (obj as Record<string, unknown>)[key])),
    IsObject(),
    ValidateNested(),
  );

function withoutOthers(type: new () => object, value: unknown): unknown {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? plainToInstance(type, value, { excludeExtraneousValues: true }) : value;
}

/** What the authenticator returns for a new passkey. */
export class AttestationResponseDto {
  @Bytes('What the browser asked the authenticator for.')
  readonly clientDataJSON!: string;

  @Bytes('The public key, and how it is kept.')
  readonly attestationObject!: string;

  @Expose()
  @ApiProperty({
    type: [String],
    description: 'How the browser reaches the authenticator.',
    maxItems: MAX_TRANSPORTS,
    required: false,
    example: ['internal', 'hybrid'],
  })
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(MAX_TRANSPORTS)
  @Matches(/^[a-z-]{1,20}$/, { each: true, message: 'transports must be words such as usb' })
  readonly transports?: string[];
}

/** A new passkey. */
export class NewCredentialDto {
  @Bytes('The id of the credential.', { maxLength: MAX_ID_LENGTH })
  readonly id!: string;

  @Bytes('The id once more.', { maxLength: MAX_ID_LENGTH })
  readonly rawId!: string;

  @CredentialType()
  readonly type!: 'public-key';

  @Nested(AttestationResponseDto, 'What the authenticator says of the passkey.')
  readonly response!: AttestationResponseDto;
}

/** What the authenticator has signed. */
export class AssertionResponseDto {
  @Bytes('What the browser asked the authenticator for.')
  readonly clientDataJSON!: string;

  @Bytes('How the authenticator has checked its user.')
  readonly authenticatorData!: string;

  @Bytes('The signature over both.')
  readonly signature!: string;

  @Expose()
  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'Whose passkey it is, where the authenticator says so.',
    required: false,
    example: 'AZqxwnpUfD6dKw9vWh4tPA',
  })
  @Transform(({ value }) => (value as unknown) ?? undefined)
  @MayBeAbsent()
  @Matches(/^[\w-]{1,88}$/, { message: 'userHandle must be base64url' })
  readonly userHandle?: string;
}

/** A signature by a passkey. */
export class SignedCredentialDto {
  @Bytes('The id of the credential.', { maxLength: MAX_ID_LENGTH })
  readonly id!: string;

  @Bytes('The id once more.', { maxLength: MAX_ID_LENGTH })
  readonly rawId!: string;

  @CredentialType()
  readonly type!: 'public-key';

  @Nested(AssertionResponseDto, 'What the authenticator has signed.')
  readonly response!: AssertionResponseDto;
}
