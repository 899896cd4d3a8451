import { Controller, Get, Header, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../../http/access.decorators.js';
import { NotFound } from '../../common/common.errors.js';
import { ApiProblems } from '../../http/problem.decorator.js';
import { WrongMetricsToken } from './health.errors.js';
import { MetricsService } from './metrics.service.js';

const EXAMPLE = 'watchword_logins_total{outcome="succeeded"} 42\n';

/** Returns the metrics in the Prometheus text format. */
@ApiTags('health')
@Public()
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: MetricsService) {}

  @Get()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiOperation({
    operationId: 'getMetrics',
    summary: 'Read the metrics for Prometheus',
    description: 'Needs METRICS_TOKEN as bearer token. While that is unset, the answer is 404.',
  })
  @ApiProduces('text/plain')
  @ApiOkResponse({
    description: 'The metrics in the text format of Prometheus.',
    schema: { type: 'string', example: EXAMPLE },
  })
  @ApiProblems(NotFound, WrongMetricsToken)
  read(@Req() { headers }: FastifyRequest): Promise<string> {
    return this.metrics.read(headers.authorization);
  }
}
