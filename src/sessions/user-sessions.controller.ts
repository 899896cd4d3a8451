import { Controller, Delete, Get, HttpCode, HttpStatus, Param } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RecentSignIn, Roles } from '../http/access.decorators.js';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { ValidationFailed } from '../common/common.errors.js';
import { IdParams } from '../http/id.params.js';
import { ApiProblems } from '../http/problem.decorator.js';
import { ADMIN } from '../common/role-names.js';
import { UserNotFound } from '../users/users.errors.js';
import { SessionAccessService } from './session-access.service.js';
import { SessionDto } from './session.dto.js';

/** Routes for admins to list and end the sessions of a user. */
@ApiTags('users')
@Roles(ADMIN)
@Controller('users/:id/sessions')
export class UserSessionsController {
  constructor(private readonly sessions: SessionAccessService) {}

  @Get()
  @ApiOperation({
    operationId: 'listUserSessions',
    summary: 'List the sessions of a user',
    description: 'Returns all live sessions of the user.',
  })
  @ApiOkResponse({ type: [SessionDto], description: 'The live sessions of the user.' })
  @ApiProblems(ValidationFailed, UserNotFound)
  list(@Param() { id }: IdParams): Promise<SessionDto[]> {
    return this.sessions.listOf(id);
  }

  @Delete()
  @RecentSignIn()
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({
    operationId: 'endUserSessions',
    summary: 'End all sessions of a user',
    description: 'All access tokens and refresh tokens of the user are refused from now on.',
  })
  @ApiNoContentResponse({ description: 'All sessions of the user have ended.' })
  @ApiProblems(ValidationFailed, UserNotFound)
  endAll(@Param() { id }: IdParams, @CurrentActor() actor: Actor): Promise<void> {
    return this.sessions.endAll(id, actor);
  }
}
