import { Controller, Get, Header, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../common/access.decorators.js';
import { CacheKeys } from './cache-keys.interceptor.js';
import { JwksDto } from './jwks.dto.js';
import { publicJwk } from './key-pair.js';
import { KeyRing } from './key-ring.js';

@ApiTags('keys')
@Controller('.well-known')
export class JwksController {
  constructor(private readonly keys: KeyRing) {}

  @Public()
  @Get('jwks.json')
  @UseInterceptors(CacheKeys)
  @Header('Access-Control-Allow-Origin', '*')
  @ApiOperation({ summary: 'Read the public keys of access tokens (RFC 7517)' })
  @ApiOkResponse({ type: JwksDto })
  jwks(): JwksDto {
    return { keys: this.keys.published().map(publicJwk) };
  }
}
