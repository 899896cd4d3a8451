import { Module } from '@nestjs/common';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';
import { MetricsController } from './metrics.controller.js';
import { MetricsService } from './metrics.service.js';

/** What an operator asks: is it alive, is it ready, how does it fare. */
@Module({ controllers: [HealthController, MetricsController], providers: [HealthService, MetricsService] })
export class HealthModule {}
