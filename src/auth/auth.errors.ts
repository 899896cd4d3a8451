import { problem } from '../common/problem.js';

/** Unknown name, wrong password or disabled account: one answer for all three. */
export class InvalidCredentials extends problem(
  401,
  'invalid_credentials',
  'The name or the password is wrong',
) {}

/** A browser would not keep the cookie that cookie mode answers with; `detail` says why. */
export class CookieNotKept extends problem(400, 'cookie_not_kept', 'The browser would not keep the cookie') {}

/** A cookie came from a page that is neither of this service nor in CORS_ORIGINS. */
export class OriginRefused extends problem(
  403,
  'origin_refused',
  'Cookies from this origin are not accepted',
) {}

/** REGISTRATION=closed: only admins create accounts. */
export class RegistrationClosed extends problem(403, 'registration_closed', 'Registration is closed') {}

/** REQUIRE_VERIFIED_EMAIL=true: the password is right, and the address is not verified; `detail` says what to do. */
export class EmailUnverified extends problem(403, 'email_unverified', 'The e-mail address is not verified') {}

/** A remembered device stood in for the second factor of the session, so that a password alone makes no step-up. */
export class SecondFactorNeeded extends problem(
  403,
  'second_factor_needed',
  'The step-up needs a second factor',
) {}
