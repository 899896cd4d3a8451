import { problem } from '../common/problem.js';

/** Unknown name, wrong password or disabled account: one answer for all three. */
export class InvalidCredentials extends problem(
  401,
  'invalid_credentials',
  'The name or the password is wrong',
) {}

/** A cookie came from a page that is neither of this service nor in CORS_ORIGINS. */
export class OriginRefused extends problem(403, 'origin_refused', 'Cookies are not taken from this origin') {}
