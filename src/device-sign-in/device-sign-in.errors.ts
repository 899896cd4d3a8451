import { problem } from '../common/problem.js';

/** The user has not decided yet: the device polls again after its interval (RFC 8628 3.5). */
export class AuthorizationPending extends problem(
  400,
  'authorization_pending',
  'The user has not allowed the sign-in yet',
) {}

/** The device polled before its interval was over. The interval is longer from now on (RFC 8628 3.5). */
export class SlowDown extends problem(
  400,
  'slow_down',
  'The device polls too often: it must wait five seconds longer from now on',
) {}

/** The user has denied the sign-in, or the session in which it was allowed has ended (RFC 8628 3.5). */
export class AccessDenied extends problem(400, 'access_denied', 'The sign-in was not allowed') {}

/** The codes have expired (RFC 8628 3.5). */
export class ExpiredToken extends problem(400, 'expired_token', 'The codes of the device have expired') {}

/**
 * The device code or user code is unknown, was used, has expired, or belongs to another client (RFC 6749 5.2). One
 * error for all of them.
 */
export class InvalidGrant extends problem(400, 'invalid_grant', 'The code does not count') {}
