import { Controller, Delete, HttpCode, HttpStatus, Param } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { ValidationFailed } from '../common/common.errors.js';
import { ADMIN } from '../common/role-names.js';
import { RecentSignIn, Roles } from '../http/access.decorators.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { IdParams } from '../http/id.params.js';
import { ApiProblems } from '../http/problem.decorator.js';
import { UserNotFound } from '../users/users.errors.js';
import { FactorsService } from './factors.service.js';

@ApiTags('users')
@Roles(ADMIN)
@Controller('users/:id/factors')
export class UserFactorsController {
  constructor(private readonly factors: FactorsService) {}

  @Delete()
  @RecentSignIn()
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({
    operationId: 'resetUserFactors',
    summary: 'Reset the second factors of a user',
    description:
      'Removes all factors and recovery codes of a user who has lost them. All sessions of the user end.',
  })
  @ApiNoContentResponse({ description: 'The user signs in without a second factor.' })
  @ApiProblems(ValidationFailed, UserNotFound)
  reset(@Param() { id }: IdParams, @CurrentActor() actor: Actor): Promise<void> {
    return this.factors.reset(id, actor);
  }
}
