import { Controller, Delete, Get, HttpCode, HttpStatus, Param } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Roles } from '../common/access.decorators.js';
import { type Actor, Acting } from '../common/actor.js';
import { ValidationFailed } from '../common/common.errors.js';
import { IdParams } from '../common/id.params.js';
import { ApiProblems } from '../common/problem.decorator.js';
import { ADMIN } from '../common/role-names.js';
import { UserNotFound } from '../users/users.errors.js';
import { SessionAccessService } from './session-access.service.js';
import { SessionDto } from './session.dto.js';

@ApiTags('users')
@Roles(ADMIN)
@Controller('users/:id/sessions')
export class UserSessionsController {
  constructor(private readonly sessions: SessionAccessService) {}

  @Get()
  @ApiOperation({ summary: "List a user's sessions" })
  @ApiOkResponse({ type: [SessionDto] })
  @ApiProblems(ValidationFailed, UserNotFound)
  list(@Param() { id }: IdParams): Promise<SessionDto[]> {
    return this.sessions.listOf(id);
  }

  @Delete()
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ summary: "End all of a user's sessions" })
  @ApiNoContentResponse()
  @ApiProblems(ValidationFailed, UserNotFound)
  endAll(@Param() { id }: IdParams, @Acting() actor: Actor): Promise<void> {
    return this.sessions.endAll(id, actor);
  }
}
