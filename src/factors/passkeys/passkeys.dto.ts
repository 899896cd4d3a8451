import { ApiProperty } from '@nestjs/swagger';
import { TextField } from '../../http/text.field.js';
import { authenticatorName } from './authenticator-names.js';
import { CredentialField, NewCredentialDto } from './credential.dto.js';
import type { Passkey } from './passkey.model.js';

const MOMENT = '2026-11-29T10:00:00.000Z';
const NAME = { description: 'What the user calls the passkey.', example: 'Laptop' };

/** A passkey of the caller. */
export class PasskeyDto {
  @ApiProperty({
    description: 'The id of the passkey.',
    format: 'uuid',
    example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c',
  })
  readonly id!: string;

  @ApiProperty(NAME)
  readonly name!: string;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'The authenticator that keeps it, by the name of its model, where that is known.',
    example: 'iCloud Keychain',
  })
  readonly kind!: string | null;

  @ApiProperty({ description: 'Whether it can be on several devices.', example: true })
  readonly synced!: boolean;

  @ApiProperty({ description: 'Whether it was backed up when it was used last.', example: true })
  readonly backedUp!: boolean;

  @ApiProperty({ description: 'Whether it has been a whole sign-in.', example: true })
  readonly signsInAlone!: boolean;

  @ApiProperty({ description: 'When it was added.', format: 'date-time', example: MOMENT })
  readonly createdAt!: string;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'When it was used last.',
    format: 'date-time',
    example: MOMENT,
  })
  readonly lastUsedAt!: string | null;

  static of(passkey: Passkey): PasskeyDto {
    const { id, name, aaguid, synced, backedUp, signsInAlone, createdAt, lastUsedAt } = passkey;
    return {
      id,
      name,
      kind: authenticatorName(aaguid) ?? null,
      synced: Boolean(synced),
      backedUp: Boolean(backedUp),
      signsInAlone: Boolean(signsInAlone),
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
    };
  }
}

/** A passkey that was added, and recovery codes if the user had none. */
export class AddedPasskeyDto extends PasskeyDto {
  @ApiProperty({
    description:
      'New codes, each of which stands in for a second factor once. They are not shown again. Empty where the user has codes already.',
    type: [String],
    example: ['K7PD-2XQA-MZ4E-TR6C'],
  })
  readonly recoveryCodes!: string[];
}

/** A new passkey, and its name. */
export class AddPasskeyDto {
  @CredentialField(NewCredentialDto, 'What `navigator.credentials.create` gave, as its `toJSON` writes it.')
  readonly credential!: NewCredentialDto;

  @TextField(1, 64, { ...NAME, required: false })
  readonly name?: string;
}

/** A new name for a passkey. */
export class RenamePasskeyDto {
  @TextField(1, 64, NAME)
  readonly name!: string;
}

/**
 * The input of `PublicKeyCredential.signalAllAcceptedCredentials`, so that authenticators forget a removed
 * passkey.
 */
export class AcceptedCredentialsDto {
  @ApiProperty({ description: 'The host of ISSUER.', example: 'auth.example.com' })
  readonly rpId!: string;

  @ApiProperty({ description: 'The user handle, in base64url.', example: 'AZqxwnpUfD6dKw9vWh4tPA' })
  readonly userId!: string;

  @ApiProperty({
    description: 'The ids of the credentials that still count, in base64url.',
    type: [String],
    example: ['q83vASNF'],
  })
  readonly allAcceptedCredentialIds!: string[];
}

/** The pages that may use the passkeys of this service. */
export class RelatedOriginsDto {
  @ApiProperty({ description: 'Their origins.', type: [String], example: ['https://app.example.com'] })
  readonly origins!: string[];
}
