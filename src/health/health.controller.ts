import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../common/access.decorators.js';
import { ApiProblems } from '../common/problem.decorator.js';
import { LiveDto, ReadyDto, WelcomeDto } from './health.dto.js';
import { NotReady } from './health.errors.js';
import { HealthService } from './health.service.js';

@ApiTags('health')
@Public()
@Controller()
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get()
  @ApiOperation({ summary: 'Say hello' })
  @ApiOkResponse({ type: WelcomeDto })
  welcome(): WelcomeDto {
    return { message: 'Watchword is up!' };
  }

  @Get('health/live')
  @ApiOperation({ summary: 'Whether the process runs; if not, restart it' })
  @ApiOkResponse({ type: LiveDto })
  live(): LiveDto {
    return { status: 'ok' };
  }

  @Get('health/ready')
  @ApiOperation({ summary: 'Whether to send requests here' })
  @ApiOkResponse({ type: ReadyDto })
  @ApiProblems(NotReady)
  ready(): Promise<ReadyDto> {
    return this.health.ready();
  }
}
