import { Controller, Get, HttpCode, HttpStatus, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { ValidationFailed } from '../common/common.errors.js';
import { ADMIN } from '../common/role-names.js';
import { Roles } from '../http/access.decorators.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { IdParams } from '../http/id.params.js';
import { ApiProblems } from '../http/problem.decorator.js';
import { LinkNextPage, NEXT_PAGE } from '../paging/link-next-page.interceptor.js';
import type { Page } from '../paging/page.js';
import { MailAdministration } from './mail-administration.service.js';
import { MailDto, MailQuery } from './mail.dto.js';
import { MailAlreadySent, MailNotFound, MailUnavailable } from './mail.errors.js';

@ApiTags('mail')
@Roles(ADMIN)
@Controller('mail')
export class MailController {
  constructor(private readonly mails: MailAdministration) {}

  @Get()
  @UseInterceptors(LinkNextPage)
  @ApiOperation({
    operationId: 'listMails',
    summary: 'List mails',
    description:
      'Answers a page of the mails that match all given filters, newest first. What a mail says is not shown: it may contain a token.',
  })
  @ApiOkResponse({ type: [MailDto], headers: NEXT_PAGE, description: 'A page of mails, newest first.' })
  @ApiProblems(ValidationFailed)
  page(@Query() query: MailQuery): Promise<Page<MailDto>> {
    return this.mails.page(query);
  }

  @Post(':id/retry')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({
    operationId: 'retryMail',
    summary: 'Send a mail again',
    description:
      'Tries at once to send a mail that waits or was given up. It has another 24 hours before it is given up.',
  })
  @ApiAcceptedResponse({ description: 'The mail will be tried at once.' })
  @ApiProblems(ValidationFailed, MailNotFound, MailAlreadySent, MailUnavailable)
  retry(@Param() { id }: IdParams, @CurrentActor() actor: Actor): Promise<void> {
    return this.mails.retry(id, actor);
  }
}
