import { Module } from '@nestjs/common';
import { RevocationsModule } from '../../revocations/revocations.module.js';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';
import { MetricsController } from './metrics.controller.js';
import { MetricsService } from './metrics.service.js';

/** Liveness, readiness and metrics for the operator. */
@Module({
  imports: [RevocationsModule],
  controllers: [HealthController, MetricsController],
  providers: [HealthService, MetricsService],
})
export class HealthModule {}
