import { Body, Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller, ClientSecretOnly, ServiceClients } from '../common/access.decorators.js';
import { type Actor, Acting } from '../common/actor.js';
import { FORM, OAuthRoute } from '../common/content-types.js';
import type { ServiceClient } from '../common/principal.js';
import { ApiOAuthErrors } from './oauth-errors.decorator.js';
import { IntrospectionService } from './introspection.service.js';
import { IntrospectionDto, TokenReferenceDto, TokenRequestDto, TokenResponseDto } from './oauth.dto.js';
import { OAuthService } from './oauth.service.js';
import { TokenRevocationService } from './token-revocation.service.js';

@ApiTags('oauth')
@ServiceClients()
@ApiConsumes(FORM)
@ApiOAuthErrors()
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
  @OAuthRoute('grant_type', 'scope')
  @ApiOperation({ summary: 'Get an access token for a service (RFC 6749 4.4)' })
  @ApiOkResponse({ type: TokenResponseDto })
  token(@Caller() client: ServiceClient, @Body() dto: TokenRequestDto): Promise<TokenResponseDto> {
    return this.oauth.grant(client, dto);
  }

  @Post('introspect')
  @HttpCode(HttpStatus.OK)
  @OAuthRoute('token', 'token_type_hint')
  @ApiOperation({ summary: 'Ask whether a token counts now (RFC 7662)' })
  @ApiOkResponse({ type: IntrospectionDto })
  introspect(@Body() { token }: TokenReferenceDto): Promise<IntrospectionDto> {
    return this.introspection.introspect(token);
  }

  @Post('revoke')
  @HttpCode(HttpStatus.OK)
  @OAuthRoute('token', 'token_type_hint')
  @ApiOperation({ summary: 'Take a token back (RFC 7009)' })
  @ApiOkResponse({ description: 'The token does not count, now at the latest' })
  revoke(@Acting() actor: Actor, @Body() { token }: TokenReferenceDto): Promise<void> {
    return this.revocation.revoke(token, actor);
  }
}
