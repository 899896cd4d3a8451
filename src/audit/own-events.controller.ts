import { Controller, Get, Query, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller } from '../http/access.decorators.js';
import { ValidationFailed } from '../common/common.errors.js';
import type { Person } from '../common/principal.js';
import { ApiProblems } from '../http/problem.decorator.js';
import { LinkNextPage, NEXT_PAGE } from '../paging/link-next-page.interceptor.js';
import type { Page } from '../paging/page.js';
import { AuditReader } from './audit-reader.js';
import { OwnEventsQuery } from './audit.dto.js';
import { OwnEventDto } from './own-event.dto.js';

/** Route for the caller's own audit events. */
@ApiTags('me')
@Controller('me/events')
export class OwnEventsController {
  constructor(private readonly reader: AuditReader) {}

  @Get()
  @UseInterceptors(LinkNextPage)
  @ApiOperation({
    operationId: 'listMyEvents',
    summary: 'List the audit events of my account',
    description: 'Returns a page of what the caller did and what happened to the account, newest first.',
  })
  @ApiOkResponse({ type: [OwnEventDto], headers: NEXT_PAGE, description: 'A page of events, newest first.' })
  @ApiProblems(ValidationFailed)
  page(@Caller() { subject }: Person, @Query() query: OwnEventsQuery): Promise<Page<OwnEventDto>> {
    return this.reader.ownPage(subject, query);
  }
}
