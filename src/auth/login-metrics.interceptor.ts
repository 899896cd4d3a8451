import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { type Observable, tap } from 'rxjs';
import { Problem } from '../common/problem.js';
import { Metrics } from '../telemetry/metrics.js';

/** The outcome of a sign-in, by the code of the problem that answers it. */
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

/** Counts sign-ins by outcome. A body that cannot be read is no sign-in. */
@Injectable()
export class LoginMetricsInterceptor implements NestInterceptor {
  constructor(private readonly metrics: Metrics) {}

  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      tap({
        next: () => this.metrics.logins.inc({ outcome: 'succeeded' }),
        error: (error: unknown) => this.countFailure(error),
      }),
    );
  }

  private countFailure(error: unknown): void {
    const { code = '', status = 500 } = error instanceof Problem ? error.kind : {};
    const outcome = OUTCOMES[code as keyof typeof OUTCOMES];
    if (outcome ?? status >= 500) this.metrics.logins.inc({ outcome: outcome ?? 'failed' });
  }
}
