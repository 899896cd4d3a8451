import { problem } from '../common/problem.js';

/** No token, or one that does not count: expired, forged, revoked. */
export class Unauthenticated extends problem(401, 'unauthenticated', 'A valid access token is needed') {}

/** Signed in, but without the role that this needs. */
export class Forbidden extends problem(403, 'forbidden', 'Your roles do not allow this') {}

/** There is no role with this name. */
export class RoleNotFound extends problem(404, 'role_not_found', 'There is no such role') {}

/** `admin` and `user` always exist. */
export class RoleProtected extends problem(409, 'role_protected', 'This role cannot be removed') {}

/** Without an admin, nobody could make another. */
export class LastAdmin extends problem(409, 'last_admin', 'The last admin must stay one') {}
