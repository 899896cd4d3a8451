import { problem } from '../common/problem.js';

/** Too many attempts from this address or on this account. Retry-After says when the next one is accepted. */
export class RateLimited extends problem(429, 'rate_limited', 'Too many attempts') {}

/** Too many attempts by strangers on this account. The next one needs a proof for the challenge in the response. */
export class ProofRequired extends problem(429, 'proof_required', 'A proof of work is required') {}
