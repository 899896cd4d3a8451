import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../../http/access.decorators.js';
import { ApiProblems } from '../../http/problem.decorator.js';
import { LiveDto, ReadyDto, WelcomeDto } from './health.dto.js';
import { NotReady } from './health.errors.js';
import { HealthService } from './health.service.js';

/** Routes for the welcome message, liveness and readiness. */
@ApiTags('health')
@Public()
@Controller()
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get()
  @ApiOperation({
    operationId: 'getWelcome',
    summary: 'Read the welcome message',
    description: 'Shows that the service answers at this address.',
  })
  @ApiOkResponse({ type: WelcomeDto, description: 'The welcome message.' })
  welcome(): WelcomeDto {
    return { message: 'Watchword is up!' };
  }

  @Get('health/live')
  @ApiOperation({
    operationId: 'getLiveness',
    summary: 'Check liveness',
    description: 'Returns 200 while the process runs. Restart it when there is no answer.',
  })
  @ApiOkResponse({ type: LiveDto, description: 'The process runs.' })
  live(): LiveDto {
    return { status: 'ok' };
  }

  @Get('health/ready')
  @ApiOperation({
    operationId: 'getReadiness',
    summary: 'Check readiness',
    description: 'Returns 200 when this replica can serve requests, otherwise 503 with the part that fails.',
  })
  @ApiOkResponse({ type: ReadyDto, description: 'This replica can serve requests.' })
  @ApiProblems(NotReady)
  ready(): Promise<ReadyDto> {
    return this.health.ready();
  }
}
