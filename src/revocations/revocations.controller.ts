import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Caller, ServiceClients } from '../http/access.decorators.js';
import { ValidationFailed } from '../common/common.errors.js';
import type { ServiceClient } from '../common/principal.js';
import { ApiProblems } from '../http/problem.decorator.js';
import { openEventStream } from '../http/event-stream.js';
import { RevocationFeed } from './revocation-feed.js';
import { CURSOR_EXAMPLE } from './feed-cursor.js';
import { RevocationStreams } from './revocation-streams.js';
import { CursorGone, TooManyStreams } from './revocations.errors.js';
import { RevocationDto, RevocationsDto, RevocationsQuery } from './revocation.dto.js';

/** The revocation feed for service clients, by page and as server-sent events. */
@ApiTags('revocations')
@ServiceClients()
@Controller('revocations')
export class RevocationsController {
  constructor(
    private readonly feed: RevocationFeed,
    private readonly streams: RevocationStreams,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'listRevocations',
    summary: 'List revocations',
    description: 'Returns at most 500 entries of the revocation feed after the cursor, oldest first.',
  })
  @ApiOkResponse({ type: RevocationsDto, description: 'A page of the feed.' })
  @ApiProblems(ValidationFailed, CursorGone)
  page(@Query() { after }: RevocationsQuery): Promise<RevocationsDto> {
    return this.feed.page(after);
  }

  @Get('stream')
  @ApiOperation({
    operationId: 'streamRevocations',
    summary: 'Stream revocations',
    description:
      'Streams the entries of the revocation feed as server-sent events: those after the cursor, then each new one within a second. An event of the type `heartbeat` comes every 5 seconds.',
  })
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    schema: { type: 'string', example: CURSOR_EXAMPLE },
    description: 'The cursor to go on from: the `id` of the last event that was received.',
  })
  @ApiOkResponse({
    content: { 'text/event-stream': { schema: { $ref: getSchemaPath(RevocationDto) } } },
    description:
      'A stream of events that does not end. The schema is that of the `data` of an event of the type `revocation`, whose ' +
      '`id` is the cursor to go on from; the `data` of a heartbeat is `{}`.',
  })
  @ApiProblems(ValidationFailed, CursorGone, TooManyStreams)
  stream(
    @Caller() reader: ServiceClient,
    @Headers('last-event-id') cursor: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    // The cursor is checked first: an open stream cannot report an error.
    return this.feed
      .placeOf(cursor)
      .then((place) => this.streams.follow(place, reader, () => openEventStream(reply)));
  }
}
