import { Body, Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { ApiConsumes, ApiExtraModels, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor, RequestOrigin } from '../common/actor.js';
import { ValidationFailed } from '../common/common.errors.js';
import type { ServiceClient } from '../common/principal.js';
import {
  AccessDenied,
  AuthorizationPending,
  ExpiredToken,
  InvalidGrant,
  SlowDown,
} from '../device-sign-in/device-sign-in.errors.js';
import { Caller, ClientSecretOnly, ServiceClients } from '../http/access.decorators.js';
import { FORM, OAuthRoute } from '../http/content-types.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { ApiProblems } from '../http/problem.decorator.js';
import { Origin } from '../http/request-origin.js';
import { IntrospectionService } from './introspection.service.js';
import {
  IntrospectionDto,
  OAuthErrorDto,
  TokenReferenceDto,
  TokenRequestDto,
  TokenResponseDto,
} from './oauth.dto.js';
import { InvalidScope, UnauthorizedClient, UnsupportedGrantType } from './oauth.errors.js';
import { OAuthService } from './oauth.service.js';
import { TokenRevocationService } from './token-revocation.service.js';

/** The OAuth endpoints token (RFC 6749 4.4, RFC 8628 3.4), introspect (RFC 7662) and revoke (RFC 7009). */
@ApiTags('oauth')
@ServiceClients()
@ApiConsumes(FORM)
@ApiExtraModels(OAuthErrorDto)
@Controller('oauth')
export class OAuthController {
  constructor(
    private readonly oauth: OAuthService,
    private readonly introspection: IntrospectionService,
    private readonly revocation: TokenRevocationService,
  ) {}

  @Post('token')
  @ClientSecretOnly()
  @HttpCode(HttpStatus.OK)
  @OAuthRoute('grant_type', 'scope', 'device_code')
  @ApiProblems(
    ValidationFailed,
    UnsupportedGrantType,
    UnauthorizedClient,
    InvalidScope,
    InvalidGrant,
    AuthorizationPending,
    SlowDown,
    AccessDenied,
    ExpiredToken,
  )
  @ApiOperation({
    operationId: 'createOAuthToken',
    summary: 'Issue an access token to a service client, or the tokens of a user to its device',
    description:
      'The client credentials grant (RFC 6749, section 4.4), and the grant of a device that a user allows to sign in (RFC 8628, section 3.4). The session of a device continues at `POST /refresh`, as every other.',
  })
  @ApiOkResponse({ type: TokenResponseDto, description: 'The access token.' })
  token(
    @Caller() client: ServiceClient,
    @Body() dto: TokenRequestDto,
    @Origin() origin: RequestOrigin,
  ): Promise<TokenResponseDto> {
    return this.oauth.grant(client, dto, origin);
  }

  @Post('introspect')
  @HttpCode(HttpStatus.OK)
  @OAuthRoute('token', 'token_type_hint')
  @ApiProblems(ValidationFailed)
  @ApiOperation({
    operationId: 'introspectToken',
    summary: 'Introspect a token',
    description: 'Says whether an access token or a refresh token is valid now (RFC 7662).',
  })
  @ApiOkResponse({ type: IntrospectionDto, description: 'What the token says, or `active: false`.' })
  introspect(@Body() { token }: TokenReferenceDto): Promise<IntrospectionDto> {
    return this.introspection.introspect(token);
  }

  @Post('revoke')
  @HttpCode(HttpStatus.OK)
  @OAuthRoute('token', 'token_type_hint')
  @ApiProblems(ValidationFailed, UnauthorizedClient)
  @ApiOperation({
    operationId: 'revokeToken',
    summary: 'Revoke a token',
    description: 'Revokes an access token, or ends the session of a refresh token (RFC 7009).',
  })
  @ApiOkResponse({ description: 'The token is not valid any more, whether or not it was before.' })
  revoke(@CurrentActor() actor: Actor, @Body() { token }: TokenReferenceDto): Promise<void> {
    return this.revocation.revoke(token, actor);
  }
}
