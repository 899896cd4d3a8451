import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../http/access.decorators.js';
import { Config } from '../config/config.js';
import { ServerMetadataDto } from './oauth.dto.js';
import { metadataOf } from './server-metadata.js';

/** Publishes the server metadata (RFC 8414). */
@ApiTags('oauth')
@Controller('.well-known')
export class ServerMetadataController {
  constructor(private readonly config: Config) {}

  @Public()
  @Get('oauth-authorization-server')
  @ApiOperation({
    operationId: 'getServerMetadata',
    summary: 'Read the OAuth server metadata',
    description: 'Returns the addresses of the OAuth endpoints and what they support (RFC 8414).',
  })
  @ApiOkResponse({ type: ServerMetadataDto, description: 'The metadata of the authorization server.' })
  metadata(): ServerMetadataDto {
    return metadataOf(this.config);
  }
}
