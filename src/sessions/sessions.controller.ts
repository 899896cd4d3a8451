import { Controller, Delete, Get, HttpCode, HttpStatus, Param } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller } from '../common/access.decorators.js';
import { type Actor, Acting } from '../common/actor.js';
import { ValidationFailed } from '../common/common.errors.js';
import { IdParams } from '../common/id.params.js';
import type { Person } from '../common/principal.js';
import { ApiProblems } from '../common/problem.decorator.js';
import { SessionAccessService } from './session-access.service.js';
import { SessionDto } from './session.dto.js';
import { SessionNotFound } from './sessions.errors.js';

@ApiTags('sessions')
@Controller('sessions')
export class SessionsController {
  constructor(private readonly sessions: SessionAccessService) {}

  @Get()
  @ApiOperation({ summary: 'List my sessions' })
  @ApiOkResponse({ type: [SessionDto] })
  list(@Caller() { subject, sessionId }: Person): Promise<SessionDto[]> {
    return this.sessions.list(subject, sessionId);
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ summary: 'End one of my sessions' })
  @ApiNoContentResponse()
  @ApiProblems(ValidationFailed, SessionNotFound)
  end(@Caller() { subject }: Person, @Param() { id }: IdParams, @Acting() actor: Actor): Promise<void> {
    return this.sessions.end(subject, id, actor);
  }

  @Delete()
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ summary: 'End all my sessions, this one too' })
  @ApiNoContentResponse()
  endAll(@Caller() { subject }: Person, @Acting() actor: Actor): Promise<void> {
    return this.sessions.endAll(subject, actor);
  }
}
