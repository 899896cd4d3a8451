import { problem } from '../common/problem.js';

/** Too many attempts from this address, or on this account. Retry-After says when the next one counts. */
export class RateLimited extends problem(429, 'rate_limited', 'Too many attempts') {}
