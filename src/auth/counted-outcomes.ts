import { type MonoTypeOperatorFunction, tap } from 'rxjs';
import { Problem } from '../common/problem.js';

/** A counter of requests, labelled with their outcome. */
interface OutcomeCounter<Outcome extends string> {
  inc(labels: { outcome: Outcome | 'succeeded' | 'failed' }): void;
}

/**
 * Counts requests by outcome. `outcomes` maps the code of the problem in a response to its outcome. Other errors caused
 * by the client, such as a body that cannot be read, are not counted.
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
