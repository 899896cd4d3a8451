import { Controller, Get, Header, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../http/access.decorators.js';
import { CacheKeys } from './cache-keys.interceptor.js';
import { JwksDto } from './jwks.dto.js';
import { publicJwk } from './key-pair.js';
import { KeyRing } from './key-ring.js';

/** Publishes the public signing keys (RFC 7517). */
@ApiTags('keys')
@Controller('.well-known')
export class JwksController {
  constructor(private readonly keys: KeyRing) {}

  @Public()
  @Get('jwks.json')
  @UseInterceptors(CacheKeys)
  @Header('Access-Control-Allow-Origin', '*')
  @ApiOperation({
    operationId: 'getJwks',
    summary: 'Read the JSON Web Key Set',
    description:
      'Returns the public keys that verify access tokens (RFC 7517). Keep them for as long as Cache-Control says.',
  })
  @ApiOkResponse({ type: JwksDto, description: 'The public keys.' })
  jwks(): JwksDto {
    return { keys: this.keys.published().map(publicJwk) };
  }
}
