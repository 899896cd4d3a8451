import { Module } from '@nestjs/common';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';

/** What an operator asks: is it alive, is it ready. */
@Module({ controllers: [HealthController], providers: [HealthService] })
export class HealthModule {}
