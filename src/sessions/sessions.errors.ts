import { problem } from '../common/problem.js';

/** The refresh token is unknown, was used before, or its session has ended. */
export class InvalidRefreshToken extends problem(
  401,
  'invalid_refresh_token',
  'The refresh token is not valid',
) {}

/** There is no live session with this id, or it belongs to another user. */
export class SessionNotFound extends problem(404, 'session_not_found', 'There is no such session') {}
