import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../common/access.decorators.js';
import { Config } from '../config/config.js';
import { ServerMetadataDto } from './oauth.dto.js';
import { metadataOf } from './server-metadata.js';

@ApiTags('oauth')
@Controller('.well-known')
export class ServerMetadataController {
  constructor(private readonly config: Config) {}

  @Public()
  @Get('oauth-authorization-server')
  @ApiOperation({ summary: 'Find the endpoints (RFC 8414)' })
  @ApiOkResponse({ type: ServerMetadataDto })
  metadata(): ServerMetadataDto {
    return metadataOf(this.config.ISSUER);
  }
}
