import { problem } from '../common/problem.js';

/** The name is unknown, the password is wrong, or the account is disabled: one error for all three. */
export class InvalidCredentials extends problem(
  401,
  'invalid_credentials',
  'The name or the password is wrong',
) {}

/** The browser would not store the cookie that cookie mode sets; `detail` says why. */
export class CookieNotKept extends problem(400, 'cookie_not_kept', 'The browser would not keep the cookie') {}

/** The cookie came from a page whose origin is neither this service nor in CORS_ORIGINS. */
export class OriginRefused extends problem(
  403,
  'origin_refused',
  'Cookies from this origin are not accepted',
) {}

/** REGISTRATION=closed: only admins create accounts. */
export class RegistrationClosed extends problem(403, 'registration_closed', 'Registration is closed') {}

/** REQUIRE_VERIFIED_EMAIL=true: the password is right, and the address is not verified; `detail` says what to do. */
export class EmailUnverified extends problem(403, 'email_unverified', 'The e-mail address is not verified') {}

/**
 * The user has a second factor that was not given in this session, for example because a remembered device replaced it:
 * a password alone is not enough for a step-up.
 */
export class SecondFactorNeeded extends problem(
  403,
  'second_factor_needed',
  'The step-up needs a second factor',
) {}
