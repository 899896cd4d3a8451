import { problem } from '../common/problem.js';

/** A mailed token or code is unknown, spent, replaced by a newer one, or expired. All of these get the same error. */
export class InvalidToken extends problem(
  400,
  'invalid_token',
  'The link or the code does not count any more',
) {}

/** The user has no e-mail address that a link could be mailed to. */
export class NoAddress extends problem(409, 'no_address', 'The user has no e-mail address') {}
