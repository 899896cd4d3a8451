import { ApiProperty, type OpenAPIObject } from '@nestjs/swagger';
import { OAUTH_ERROR_CODES } from '@watchword/protocol';
import { errorPageOf, EXAMPLE_ISSUER } from '../http/error-page.js';
import { TextField } from '../http/text.field.js';

/** A token request (RFC 6749 4.4.2, RFC 8628 3.4). */
export class TokenRequestDto {
  @TextField(1, 100, {
    description:
      '`client_credentials` for a token of the client itself, or `urn:ietf:params:oauth:grant-type:device_code` for a device that a user allows to sign in.',
    example: 'client_credentials',
  })
  readonly grant_type!: string;

  @TextField(0, 2000, {
    description:
      'The scopes, separated by spaces. When it is left out, the token has all scopes of the client.',
    required: false,
    example: 'orders:read',
  })
  readonly scope?: string;

  @TextField(1, 200, {
    description: 'The `device_code` of a device that polls. It goes with the grant type of a device.',
    required: false,
    example: 'q7ZkD0p1…',
  })
  readonly device_code?: string;
}

/** A successful token response (RFC 6749 5.1). */
export class TokenResponseDto {
  @ApiProperty({
    description: 'The access token: a JWT for the Authorization header.',
    example: 'eyJhbGciOiJFUzI1NiIs…',
  })
  readonly access_token!: string;

  @ApiProperty({ description: 'How the access token is sent.', example: 'Bearer' })
  readonly token_type!: string;

  @ApiProperty({
    description: 'The number of seconds until the access token expires.',
    type: 'integer',
    example: 900,
  })
  readonly expires_in!: number;

  @ApiProperty({
    description: 'The scopes of the token, separated by spaces. The token of a user has none.',
    required: false,
    example: 'orders:read',
  })
  readonly scope?: string;

  @ApiProperty({
    description: 'The refresh token of the session that a device has got, for `POST /refresh`.',
    required: false,
    example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c.q7ZkD0p1…',
  })
  readonly refresh_token?: string;
}

/** A request about one token (RFC 7662 2.1, RFC 7009 2.1). */
export class TokenReferenceDto {
  @TextField(1, 8000, {
    description: 'An access token or a refresh token.',
    example: 'eyJhbGciOiJFUzI1NiIs…',
  })
  readonly token!: string;

  @TextField(0, 100, {
    description: 'A hint at the type of the token, which is not needed.',
    required: false,
    example: 'access_token',
  })
  readonly token_type_hint?: string;
}

/** An introspection response (RFC 7662 2.2). For an invalid token it is only `active: false`. */
export class IntrospectionDto {
  @ApiProperty({
    description: 'Whether the token is valid now. When it is not, there are no other members.',
    example: true,
  })
  readonly active!: boolean;

  @ApiProperty({
    description: 'The type of the token.',
    required: false,
    enum: ['access_token', 'refresh_token'],
    example: 'access_token',
  })
  readonly token_type?: string;

  @ApiProperty({
    description: 'The id of the user or client.',
    required: false,
    example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c',
  })
  readonly sub?: string;

  @ApiProperty({
    description: 'The id of the session.',
    required: false,
    example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c',
  })
  readonly sid?: string;

  @ApiProperty({
    description: 'The id of the token.',
    required: false,
    example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c',
  })
  readonly jti?: string;

  @ApiProperty({
    description: 'The id of the client that the token was issued to.',
    required: false,
    example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c',
  })
  readonly client_id?: string;

  @ApiProperty({
    description: 'The scopes of the token, separated by spaces.',
    required: false,
    example: 'orders:read',
  })
  readonly scope?: string;

  @ApiProperty({ description: 'The roles of the user.', required: false, type: [String], example: ['user'] })
  readonly roles?: string[];

  @ApiProperty({
    description: 'How the user proved who they are at login (RFC 8176).',
    required: false,
    type: [String],
    example: ['pwd'],
  })
  readonly amr?: string[];

  @ApiProperty({
    description: 'When the user did so, in seconds since the epoch.',
    required: false,
    type: 'integer',
    example: 1_795_437_296,
  })
  readonly auth_time?: number;

  @ApiProperty({ description: 'The issuer of the token.', required: false, example: EXAMPLE_ISSUER })
  readonly iss?: string;

  @ApiProperty({ description: 'The audience of the token.', required: false, example: 'watchword' })
  readonly aud?: string;

  @ApiProperty({
    description: 'When the token was issued, in seconds since the epoch.',
    required: false,
    type: 'integer',
    example: 1_795_437_296,
  })
  readonly iat?: number;

  @ApiProperty({
    description: 'When the token expires, in seconds since the epoch.',
    required: false,
    type: 'integer',
    example: 1_795_438_196,
  })
  readonly exp?: number;
}

/** Adds the claims of TOKEN_CLAIMS to the introspection response in an OpenAPI document. */
export function describeTokenClaims(document: OpenAPIObject, names: readonly string[]): void {
  const schema = document.components?.schemas?.[IntrospectionDto.name];
  if (!schema || !('properties' in schema)) return;
  const description = 'A member of the `appMetadata` of the user.';
  Object.assign(schema.properties ?? {}, Object.fromEntries(names.map((name) => [name, { description }])));
}

/** Authorization server metadata (RFC 8414 2). */
export class ServerMetadataDto {
  @ApiProperty({
    description: 'The issuer of access tokens.',
    format: 'uri',
    example: EXAMPLE_ISSUER,
  })
  readonly issuer!: string;

  @ApiProperty({
    description: 'The address of the token endpoint.',
    format: 'uri',
    example: 'http://localhost:3000/oauth/token',
  })
  readonly token_endpoint!: string;

  @ApiProperty({
    description: 'The address of the device authorization endpoint. It is absent with PAGES=off.',
    format: 'uri',
    required: false,
    example: 'http://localhost:3000/oauth/device_authorization',
  })
  readonly device_authorization_endpoint?: string;

  @ApiProperty({
    description: 'The address of the introspection endpoint.',
    format: 'uri',
    example: 'http://localhost:3000/oauth/introspect',
  })
  readonly introspection_endpoint!: string;

  @ApiProperty({
    description: 'The address of the revocation endpoint.',
    format: 'uri',
    example: 'http://localhost:3000/oauth/revoke',
  })
  readonly revocation_endpoint!: string;

  @ApiProperty({
    description: 'The address of the public keys.',
    format: 'uri',
    example: 'http://localhost:3000/.well-known/jwks.json',
  })
  readonly jwks_uri!: string;

  @ApiProperty({
    description: 'The supported response types: none, as there is no authorization endpoint.',
    type: [String],
    example: [],
  })
  readonly response_types_supported!: string[];

  @ApiProperty({ description: 'The supported grant types.', type: [String], example: ['client_credentials'] })
  readonly grant_types_supported!: string[];

  @ApiProperty({
    description: 'How clients authenticate at the token endpoint.',
    type: [String],
    example: ['client_secret_basic'],
  })
  readonly token_endpoint_auth_methods_supported!: string[];

  @ApiProperty({
    description: 'How clients authenticate at the introspection endpoint.',
    type: [String],
    example: ['client_secret_basic'],
  })
  readonly introspection_endpoint_auth_methods_supported!: string[];

  @ApiProperty({
    description: 'How clients authenticate at the revocation endpoint.',
    type: [String],
    example: ['client_secret_basic'],
  })
  readonly revocation_endpoint_auth_methods_supported!: string[];
}

/** An error response (RFC 6749 5.2). */
export class OAuthErrorDto {
  @ApiProperty({
    description: 'The error code (RFC 6749, section 5.2; RFC 8628, section 3.5).',
    enum: OAUTH_ERROR_CODES,
    enumName: 'OAuthErrorCode',
    enumSchema: {
      description: 'The error code for programs (RFC 6749, sections 4.1.2.1 and 5.2; RFC 8628, section 3.5).',
    },
    example: 'invalid_client',
  })
  readonly error!: string;

  @ApiProperty({
    description: 'The error in a sentence, for people.',
    example: 'The client id or secret is wrong.',
  })
  readonly error_description!: string;

  @ApiProperty({
    format: 'uri',
    description: 'The address of the page about the error, for people.',
    example: errorPageOf(EXAMPLE_ISSUER, 'invalid_client'),
  })
  readonly error_uri!: string;
}
