import { Controller, Delete, Get, HttpCode, HttpStatus, Param } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller } from '../http/access.decorators.js';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { ValidationFailed } from '../common/common.errors.js';
import { IdParams } from '../http/id.params.js';
import type { Person } from '../common/principal.js';
import { ApiProblems } from '../http/problem.decorator.js';
import { SessionAccessService } from './session-access.service.js';
import { SessionDto } from './session.dto.js';
import { SessionNotFound } from './sessions.errors.js';

/** Routes for the caller's own sessions. */
@ApiTags('sessions')
@Controller('sessions')
export class SessionsController {
  constructor(private readonly sessions: SessionAccessService) {}

  @Get()
  @ApiOperation({
    operationId: 'listSessions',
    summary: 'List my sessions',
    description: 'Returns all live sessions of the caller. `current` marks the one that asks.',
  })
  @ApiOkResponse({ type: [SessionDto], description: 'The live sessions of the caller.' })
  list(@Caller() { subject, sessionId }: Person): Promise<SessionDto[]> {
    return this.sessions.list(subject, sessionId);
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({
    operationId: 'endSession',
    summary: 'End one of my sessions',
    description: 'Its access tokens and its refresh token are refused from now on.',
  })
  @ApiNoContentResponse({ description: 'The session has ended.' })
  @ApiProblems(ValidationFailed, SessionNotFound)
  end(@Caller() { subject }: Person, @Param() { id }: IdParams, @CurrentActor() actor: Actor): Promise<void> {
    return this.sessions.end(subject, id, actor);
  }

  @Delete()
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({
    operationId: 'endAllSessions',
    summary: 'End all my sessions',
    description: 'Ends every session of the caller, including the current one.',
  })
  @ApiNoContentResponse({ description: 'All sessions of the caller have ended.' })
  endAll(@Caller() { subject }: Person, @CurrentActor() actor: Actor): Promise<void> {
    return this.sessions.endAll(subject, actor);
  }
}
