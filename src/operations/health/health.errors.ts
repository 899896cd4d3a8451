import { problem } from '../../common/problem.js';

/** This replica cannot serve requests at the moment; `errors` names the failing part. */
export class NotReady extends problem(503, 'not_ready', 'Not ready to serve', {
  detail: 'The database does not answer.',
  errors: [{ field: 'database', rule: 'unavailable', message: 'database does not answer' }],
}) {}

/** The request for metrics did not contain METRICS_TOKEN. */
export class WrongMetricsToken extends problem(
  401,
  'wrong_metrics_token',
  'The token for metrics is missing or wrong',
) {}
