import { applyDecorators } from '@nestjs/common';
import { ApiProperty, OmitType } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayUnique, IsArray, Matches } from 'class-validator';
import { MayBeAbsent, TextField } from '../http/text.field.js';
import { MAX_NAMES_LENGTH } from '../common/token-room.js';
import { type Client, scopesOf } from './client.model.js';

const MAX_SCOPES = 50;
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]{1,64}$/;

/** Field: a list of scopes, with only the characters that RFC 6749 3.3 allows. */
const ScopesField = (required: boolean) =>
  applyDecorators(
    ApiProperty({
      type: [String],
      required,
      description: `The scopes that the client can get. All names together have ${MAX_NAMES_LENGTH} characters at most.`,
      maxItems: MAX_SCOPES,
      uniqueItems: true,
      example: ['orders:read'],
    }),
    MayBeAbsent(),
    IsArray(),
    ArrayMaxSize(MAX_SCOPES, { context: { params: { max: MAX_SCOPES } } }),
    Matches(SCOPE, {
      each: true,
      message: 'scopes must be a list of names without spaces, quotes and backslashes',
    }),
    ArrayUnique({ message: 'scopes must be a list of different names' }),
  );

/** The body for creating a client. */
export class CreateClientDto {
  @TextField(1, 64, { description: 'The display name of the client.', example: 'orders' })
  readonly name!: string;

  @ScopesField(false)
  readonly scopes?: string[];
}

/** The body for changing a client. Fields left out stay unchanged. */
export class ChangeClientDto {
  @TextField(1, 64, {
    description: 'The display name of the client.',
    required: false,
    example: 'orders',
  })
  readonly name?: string;

  @ScopesField(false)
  readonly scopes?: string[];
}

/** A client with its secret, which is shown only once. */
export class ClientSecretDto {
  @ApiProperty({
    description: 'The id of the client.',
    format: 'uuid',
    example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c',
  })
  readonly id!: string;

  @ApiProperty({ description: 'The display name of the client.', example: 'orders' })
  readonly name!: string;

  @ApiProperty({
    description: 'The scopes that the client can get.',
    type: [String],
    example: ['orders:read'],
  })
  readonly scopes!: string[];

  @ApiProperty({ description: 'Whether the secret before the last rotation is still valid.', example: false })
  readonly hasPreviousSecret!: boolean;

  @ApiProperty({
    description: 'When the client was created.',
    format: 'date-time',
    example: '2026-11-23T12:00:00.000Z',
  })
  readonly createdAt!: string;

  @ApiProperty({
    description: 'The client secret. It is shown only this once, as only its hash is stored.',
    example: 'wws_…',
  })
  readonly secret!: string;
}

/** A client without its secret. */
export class ClientDto extends OmitType(ClientSecretDto, ['secret']) {
  /** Builds the public view of a client. */
  static of(client: Client): ClientDto {
    return {
      id: client.id,
      name: client.name,
      scopes: scopesOf(client),
      hasPreviousSecret: client.previousSecretHash !== null,
      createdAt: client.createdAt.toISOString(),
    };
  }
}
