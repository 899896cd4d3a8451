import { problem } from '../common/problem.js';

/** No token, or one that does not count: expired, forged, revoked. */
export class Unauthenticated extends problem(401, 'unauthenticated', 'A valid access token is needed') {}

/** Signed in, but without the role that this needs. */
export class Forbidden extends problem(403, 'forbidden', 'Your roles do not allow this') {}

/** The sign-in is too long ago for this, or was by other methods: POST /step-up helps (RFC 9470). */
export class StepUpRequired extends problem(
  401,
  'insufficient_user_authentication',
  'A more recent sign-in is needed',
) {}

/** A role of the user demands a second factor: until there is one, and it was used, nothing else is allowed. */
export class MfaEnrollmentRequired extends problem(
  403,
  'mfa_enrollment_required',
  'A second factor must be added first',
) {}

/** There is no role with this name. */
export class RoleNotFound extends problem(404, 'role_not_found', 'There is no such role') {}

/** `admin` and `user` always exist. */
export class RoleProtected extends problem(409, 'role_protected', 'This role cannot be removed') {}

/** Without an admin, no further admin could be made. */
export class LastAdmin extends problem(409, 'last_admin', 'The last admin cannot be removed') {}
