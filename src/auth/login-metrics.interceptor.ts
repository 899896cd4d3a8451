import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { type Observable, tap } from 'rxjs';
import { Problem } from '../common/problem.js';
import { Metrics } from '../telemetry/metrics.js';

/** What a sign-in came to, by the code of the problem it was answered with. */
const OUTCOMES = {
  invalid_credentials: 'wrong',
  overloaded: 'overloaded',
  rate_limited: 'rate_limited',
} as const;

/** Counts sign-ins by what came of them. A body that cannot be read is no sign-in. */
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
