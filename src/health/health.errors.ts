import { problem } from '../common/problem.js';

/** Requests should go elsewhere for now; `errors` names the part that fails. */
export class NotReady extends problem(503, 'not_ready', 'Not ready to serve') {}
