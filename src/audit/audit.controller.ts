import { Controller, Get, Query, Res, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Roles } from '../http/access.decorators.js';
import { ValidationFailed } from '../common/common.errors.js';
import { ApiProblems } from '../http/problem.decorator.js';
import { ADMIN } from '../common/role-names.js';
import { LinkNextPage, NEXT_PAGE } from '../paging/link-next-page.interceptor.js';
import type { Page } from '../paging/page.js';
import { AuditExport, NDJSON } from './audit-export.js';
import { AuditReader } from './audit-reader.js';
import { AuditEventDto, EventFilter, EventsQuery } from './audit.dto.js';
import { SignInCounts } from './sign-in-counts.js';
import { SignInMinuteDto } from './sign-in-counts.dto.js';

/** Routes for admins to list and export audit events. */
@ApiTags('audit')
@Roles(ADMIN)
@Controller('audit')
export class AuditController {
  constructor(
    private readonly reader: AuditReader,
    private readonly exports: AuditExport,
    private readonly signIns: SignInCounts,
  ) {}

  @Get()
  @UseInterceptors(LinkNextPage)
  @ApiOperation({
    operationId: 'listAuditEvents',
    summary: 'List audit events',
    description: 'Returns a page of the events that match all given filters, newest first.',
  })
  @ApiOkResponse({
    type: [AuditEventDto],
    headers: NEXT_PAGE,
    description: 'A page of events, newest first.',
  })
  @ApiProblems(ValidationFailed)
  page(@Query() query: EventsQuery): Promise<Page<AuditEventDto>> {
    return this.reader.page(query);
  }

  @Get('sign-ins')
  @ApiOperation({
    operationId: 'countSignIns',
    summary: 'Count the sign-ins of the last hour',
    description:
      'Returns the last 60 minutes, the oldest first, with their sign-ins. One near the end of a minute may be counted ' +
      'in the minute before, by four seconds at most.',
  })
  @ApiOkResponse({ type: [SignInMinuteDto], description: 'The 60 minutes.' })
  lastHour(): Promise<SignInMinuteDto[]> {
    return this.signIns.lastHour();
  }

  @Get('export')
  @ApiOperation({
    operationId: 'exportAuditEvents',
    summary: 'Export audit events',
    description:
      'Streams all events that match the filters, oldest first, as newline-delimited JSON: each line is one `AuditEvent`.',
  })
  @ApiOkResponse({
    content: { [NDJSON]: { schema: { $ref: getSchemaPath(AuditEventDto) } } },
    description: 'All events that match. The schema is that of one line; each line ends with a line feed.',
  })
  @ApiProblems(ValidationFailed)
  export(@Query() filter: EventFilter, @Res() reply: FastifyReply): Promise<void> {
    return this.exports.send(filter, reply);
  }
}
