import { Controller, Get, Query, Res, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Roles } from '../common/access.decorators.js';
import { ValidationFailed } from '../common/common.errors.js';
import { ApiProblems } from '../common/problem.decorator.js';
import { ADMIN } from '../common/role-names.js';
import { LinkNextPage, NEXT_PAGE } from '../paging/link-next-page.interceptor.js';
import type { Page } from '../paging/page.js';
import { AuditExport, NDJSON } from './audit-export.js';
import { AuditReader } from './audit-reader.js';
import { AuditEventDto, EventFilter, EventsQuery } from './audit.dto.js';

@ApiTags('audit')
@Roles(ADMIN)
@Controller('audit')
export class AuditController {
  constructor(
    private readonly reader: AuditReader,
    private readonly exports: AuditExport,
  ) {}

  @Get()
  @UseInterceptors(LinkNextPage)
  @ApiOperation({ summary: 'List what happened, newest first, a page at a time' })
  @ApiOkResponse({ type: [AuditEventDto], headers: NEXT_PAGE })
  @ApiProblems(ValidationFailed)
  page(@Query() query: EventsQuery): Promise<Page<AuditEventDto>> {
    return this.reader.page(query);
  }

  @Get('export')
  @ApiOperation({ summary: 'Export what happened, oldest first, one JSON object a line' })
  @ApiProduces(NDJSON)
  @ApiOkResponse({ type: AuditEventDto, description: 'One of these on each line' })
  @ApiProblems(ValidationFailed)
  export(@Query() filter: EventFilter, @Res() reply: FastifyReply): Promise<void> {
    return this.exports.send(filter, reply);
  }
}
