import { ApiProperty } from '@nestjs/swagger';
import { TextField } from '../common/text.field.js';

/** RFC 6749 4.4.2. */
export class TokenRequestDto {
  @TextField(1, 100, { example: 'client_credentials' })
  readonly grant_type!: string;

  @TextField(0, 2000, {
    required: false,
    description: "All of the client's scopes when left out",
    example: 'orders:read',
  })
  readonly scope?: string;
}

/** RFC 6749 5.1. */
export class TokenResponseDto {
  @ApiProperty({ example: 'eyJhbGciOiJFUzI1NiIs…' })
  readonly access_token!: string;

  @ApiProperty({ example: 'Bearer' })
  readonly token_type!: string;

  @ApiProperty({ type: 'integer', example: 900 })
  readonly expires_in!: number;

  @ApiProperty({ example: 'orders:read' })
  readonly scope!: string;
}

/** RFC 7662 2.1 and RFC 7009 2.1. */
export class TokenReferenceDto {
  @TextField(1, 8000, { description: 'An access token or a refresh token', example: 'eyJhbGciOiJFUzI1NiIs…' })
  readonly token!: string;

  @TextField(0, 100, { required: false, description: 'A hint that is not needed', example: 'access_token' })
  readonly token_type_hint?: string;
}

/** RFC 7662 2.2. Of a token that does not count, nothing but `active: false` is said. */
export class IntrospectionDto {
  @ApiProperty({ example: true })
  readonly active!: boolean;

  @ApiProperty({ required: false, enum: ['access_token', 'refresh_token'], example: 'access_token' })
  readonly token_type?: string;

  @ApiProperty({
    required: false,
    description: 'User or client id',
    example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c',
  })
  readonly sub?: string;

  @ApiProperty({
    required: false,
    description: 'Session id',
    example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c',
  })
  readonly sid?: string;

  @ApiProperty({ required: false, example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c' })
  readonly jti?: string;

  @ApiProperty({ required: false, example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c' })
  readonly client_id?: string;

  @ApiProperty({ required: false, example: 'orders:read' })
  readonly scope?: string;

  @ApiProperty({ required: false, type: [String], example: ['user'] })
  readonly roles?: string[];

  @ApiProperty({ required: false, example: 'http://localhost:3000' })
  readonly iss?: string;

  @ApiProperty({ required: false, example: 'watchword' })
  readonly aud?: string;

  @ApiProperty({ required: false, type: 'integer', example: 1_795_437_296 })
  readonly iat?: number;

  @ApiProperty({ required: false, type: 'integer', example: 1_795_438_196 })
  readonly exp?: number;
}

/** RFC 8414 2. */
export class ServerMetadataDto {
  @ApiProperty({ example: 'http://localhost:3000' })
  readonly issuer!: string;

  @ApiProperty({ example: 'http://localhost:3000/oauth/token' })
  readonly token_endpoint!: string;

  @ApiProperty({ example: 'http://localhost:3000/oauth/introspect' })
  readonly introspection_endpoint!: string;

  @ApiProperty({ example: 'http://localhost:3000/oauth/revoke' })
  readonly revocation_endpoint!: string;

  @ApiProperty({ example: 'http://localhost:3000/.well-known/jwks.json' })
  readonly jwks_uri!: string;

  @ApiProperty({ type: [String], example: [] })
  readonly response_types_supported!: string[];

  @ApiProperty({ type: [String], example: ['client_credentials'] })
  readonly grant_types_supported!: string[];

  @ApiProperty({ type: [String], example: ['client_secret_basic'] })
  readonly token_endpoint_auth_methods_supported!: string[];

  @ApiProperty({ type: [String], example: ['client_secret_basic'] })
  readonly introspection_endpoint_auth_methods_supported!: string[];

  @ApiProperty({ type: [String], example: ['client_secret_basic'] })
  readonly revocation_endpoint_auth_methods_supported!: string[];
}

/** RFC 6749 5.2. */
export class OAuthErrorDto {
  @ApiProperty({ example: 'invalid_client' })
  readonly error!: string;

  @ApiProperty({ example: 'The client id or secret is wrong.' })
  readonly error_description!: string;
}
