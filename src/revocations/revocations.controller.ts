import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Caller, ServiceClients } from '../common/access.decorators.js';
import { ValidationFailed } from '../common/common.errors.js';
import type { ServiceClient } from '../common/principal.js';
import { ApiProblems } from '../common/problem.decorator.js';
import { openEventStream } from '../common/event-stream.js';
import { RevocationFeed } from './revocation-feed.js';
import { RevocationsDto, RevocationsQuery } from './revocation.dto.js';

@ApiTags('revocations')
@ServiceClients()
@Controller('revocations')
export class RevocationsController {
  constructor(private readonly feed: RevocationFeed) {}

  @Get()
  @ApiOperation({ summary: 'Read a page of the revocation feed' })
  @ApiOkResponse({ type: RevocationsDto })
  @ApiProblems(ValidationFailed)
  page(@Query() { after }: RevocationsQuery): Promise<RevocationsDto> {
    return this.feed.page(after);
  }

  @Get('stream')
  @ApiOperation({ summary: 'Follow the revocation feed as server-sent events' })
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    schema: { type: 'string', example: '42' },
    description: 'Where to go on',
  })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({
    schema: { type: 'string', example: 'event: revocation\nid: 42\ndata: {"type":"session",...}\n\n' },
  })
  @ApiProblems(ValidationFailed)
  stream(
    @Caller() reader: ServiceClient,
    @Headers('last-event-id') cursor: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    // The cursor comes first: what is wrong with it cannot be said on a stream that is open.
    return this.feed.stream(this.feed.positionOf(cursor), reader, openEventStream(reply));
  }
}
