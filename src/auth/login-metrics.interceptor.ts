import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { Metrics } from '../telemetry/metrics.js';
import { countOutcomes } from './counted-outcomes.js';

/** The outcome of a sign-in, by the code of the problem in its response. */
const OUTCOMES = {
  invalid_credentials: 'wrong',
  invalid_token: 'wrong',
  email_unverified: 'unverified',
  invalid_challenge: 'wrong',
  invalid_code: 'wrong',
  invalid_passkey: 'wrong',
  mfa_required: 'factor_required',
  overloaded: 'overloaded',
  rate_limited: 'rate_limited',
  proof_required: 'rate_limited',
} as const;

/** Counts sign-ins by outcome. A request whose body cannot be read is not counted. */
@Injectable()
export class LoginMetricsInterceptor implements NestInterceptor {
  constructor(private readonly metrics: Metrics) {}

  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(countOutcomes(this.metrics.logins, OUTCOMES));
  }
}
