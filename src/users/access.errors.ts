import { problem } from '../common/problem.js';

/** The request has no access token, or one that is expired, forged or revoked. */
export class Unauthenticated extends problem(401, 'unauthenticated', 'A valid access token is needed') {}

/** The caller is signed in, but has no role that the route requires. */
export class Forbidden extends problem(403, 'forbidden', 'Your roles do not allow this') {}

/** The route requires a more recent sign-in or other methods. The caller must call POST /step-up (RFC 9470). */
export class StepUpRequired extends problem(
  401,
  'insufficient_user_authentication',
  'A more recent sign-in is needed',
) {}

/** A role of the user requires a second factor. All other routes are refused until the user has added and used one. */
export class MfaEnrollmentRequired extends problem(
  403,
  'mfa_enrollment_required',
  'A second factor must be added first',
) {}

/** There is no role with this name. */
export class RoleNotFound extends problem(404, 'role_not_found', 'There is no such role') {}

/** The roles `admin` and `user` cannot be removed. */
export class RoleProtected extends problem(409, 'role_protected', 'This role cannot be removed') {}

/** The last admin cannot be removed, because only an admin can make another user an admin. */
export class LastAdmin extends problem(409, 'last_admin', 'The last admin cannot be removed') {}
