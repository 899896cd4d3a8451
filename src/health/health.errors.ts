import { problem } from '../common/problem.js';

/** Requests should go elsewhere for now; `errors` names the part that fails. */
export class NotReady extends problem(503, 'not_ready', 'Not ready to serve') {}

/** Whoever asked for metrics did not show METRICS_TOKEN. */
export class WrongMetricsToken extends problem(
  401,
  'wrong_metrics_token',
  'The token for metrics is missing or wrong',
) {}
