import { applyDecorators } from '@nestjs/common';
import { ApiProperty, OmitType } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayUnique, IsArray, Matches } from 'class-validator';
import { MayBeAbsent, TextField } from '../common/text.field.js';
import { type Client, scopesOf } from './client.model.js';

const MOST_SCOPES = 50;
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]{1,64}$/;

/** Scopes by the letters that RFC 6749 3.3 allows. */
const ScopesField = (required: boolean) =>
  applyDecorators(
    ApiProperty({
      type: [String],
      required,
      maxItems: MOST_SCOPES,
      uniqueItems: true,
      example: ['orders:read'],
    }),
    MayBeAbsent(),
    Matches(SCOPE, {
      each: true,
      message: 'scopes must be a list of names without spaces, quotes and backslashes',
    }),
    ArrayUnique({ message: 'scopes must be a list of different names' }),
    ArrayMaxSize(MOST_SCOPES),
    IsArray(),
  );

/** What an admin says about a new client. */
export class CreateClientDto {
  @TextField(1, 64, { example: 'orders' })
  readonly name!: string;

  @ScopesField(false)
  readonly scopes?: string[];
}

/** What an admin may change about a client. What is left out stays. */
export class ChangeClientDto {
  @TextField(1, 64, { required: false, example: 'orders' })
  readonly name?: string;

  @ScopesField(false)
  readonly scopes?: string[];
}

/** A client with its secret, which is shown this once. */
export class ClientSecretDto {
  @ApiProperty({ format: 'uuid', example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c' })
  readonly id!: string;

  @ApiProperty({ example: 'orders' })
  readonly name!: string;

  @ApiProperty({ type: [String], example: ['orders:read'] })
  readonly scopes!: string[];

  @ApiProperty({ description: 'Whether the secret before the last rotation still counts', example: false })
  readonly hasPreviousSecret!: boolean;

  @ApiProperty({ format: 'date-time', example: '2026-11-23T12:00:00.000Z' })
  readonly createdAt!: string;

  @ApiProperty({ description: 'Shown this once: only its hash is kept', example: 'wws_…' })
  readonly secret!: string;
}

/** A client without its secret. */
export class ClientDto extends OmitType(ClientSecretDto, ['secret']) {
  /** Picks what may leave. */
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
