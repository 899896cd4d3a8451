import type { Problem } from '../common/problem.js';

const DEFAULT_RETRY_SECONDS = 1;

/**
 * Returns the value of Retry-After (RFC 9110 10.2.3) for 429 and 503: the whole seconds after which to try again. Nothing for
 * other problems, where waiting does not help.
 */
export function retryAfterOf({ kind, particulars }: Problem): number | undefined {
  if (![429, 503].includes(kind.status)) return undefined;
  return Math.max(1, Math.ceil(particulars.retryAfter ?? DEFAULT_RETRY_SECONDS));
}
