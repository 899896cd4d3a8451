import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { Metrics } from '../telemetry/metrics.js';
import { countOutcomes } from './counted-outcomes.js';

/** The outcome of a step-up, by the code of the problem in its response. */
const OUTCOMES = {
  wrong_password: 'wrong',
  invalid_code: 'wrong',
  invalid_passkey: 'wrong',
  overloaded: 'overloaded',
  rate_limited: 'rate_limited',
} as const;

/** Counts step-ups by outcome. */
@Injectable()
export class StepUpMetricsInterceptor implements NestInterceptor {
  constructor(private readonly metrics: Metrics) {}

  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(countOutcomes(this.metrics.stepUps, OUTCOMES));
  }
}
