import { type MonoTypeOperatorFunction, tap } from 'rxjs';
import { Problem } from '../common/problem.js';

/** A counter of requests by what came of them. */
interface OutcomeCounter<Outcome extends string> {
  inc(labels: { outcome: Outcome | 'succeeded' | 'failed' }): void;
}

/**
 * Counts what comes of requests: `outcomes` names it by the code of the problem that answers them. Other answers of the
 * caller's making, such as a body that cannot be read, are not counted.
 */
export function countOutcomes<Outcome extends string>(
  counter: OutcomeCounter<Outcome>,
  outcomes: Readonly<Partial<Record<string, Outcome>>>,
): MonoTypeOperatorFunction<unknown> {
  const countFailure = (error: unknown) => {
    const { code = '', status = 500 } = error instanceof Problem ? error.kind : {};
    const outcome = outcomes[code];
    if (outcome ?? status >= 500) counter.inc({ outcome: outcome ?? 'failed' });
  };
  return tap({ next: () => counter.inc({ outcome: 'succeeded' }), error: countFailure });
}
