import { problem } from '../common/problem.js';

/** The first proof was right, and the account has a second factor: the response contains the challenge for it. */
export class MfaRequired extends problem(401, 'mfa_required', 'A second factor is needed', {
  detail: 'A second factor is needed. Send it with this challenge.',
}) {}

/**
 * A challenge is unknown, spent or expired, had too many attempts, or the account changed: one error for all
 * of them.
 */
export class InvalidChallenge extends problem(
  401,
  'invalid_challenge',
  'The sign-in cannot be finished. Begin again',
) {}

/** The code of a second factor is wrong, or was used before. */
export class InvalidCode extends problem(401, 'invalid_code', 'The code is wrong, or was used before') {}
