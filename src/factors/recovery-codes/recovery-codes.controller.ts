import { Controller, Get, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../common/actor.js';
import type { Person } from '../../common/principal.js';
import { Caller, ForEnrollment, RecentSignIn } from '../../http/access.decorators.js';
import { CurrentActor } from '../../http/current-actor.decorator.js';
import { ApiProblems } from '../../http/problem.decorator.js';
import { Limited } from '../../throttling/limit.guard.js';
import { FactorsService } from '../factors.service.js';
import { NoFactor } from '../factors.errors.js';
import { RecoveryCodesDto, RecoveryCodesLeftDto } from './recovery-codes.dto.js';

@ApiTags('factors')
@Controller('me/recovery-codes')
export class RecoveryCodesController {
  constructor(private readonly factors: FactorsService) {}

  @Get()
  @ForEnrollment()
  @ApiOperation({
    operationId: 'countRecoveryCodes',
    summary: 'Count my recovery codes',
    description:
      'Returns how many recovery codes of the caller are left. The codes themselves are shown once only.',
  })
  @ApiOkResponse({ type: RecoveryCodesLeftDto, description: 'How many are left.' })
  async count(@Caller() { subject }: Person): Promise<RecoveryCodesLeftDto> {
    return { remaining: await this.factors.recoveryCodesLeft(subject) };
  }

  @Post()
  @RecentSignIn()
  @Limited('own factors')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'replaceRecoveryCodes',
    summary: 'Make new recovery codes',
    description: 'Returns ten new codes, once. The earlier ones do not count any more.',
  })
  @ApiOkResponse({ type: RecoveryCodesDto, description: 'The new codes.' })
  @ApiProblems(NoFactor)
  async replace(@Caller() { subject }: Person, @CurrentActor() actor: Actor): Promise<RecoveryCodesDto> {
    return { recoveryCodes: await this.factors.replaceRecoveryCodes(subject, actor) };
  }
}
