import { problem } from '../common/problem.js';

/** The grant type is not in the server metadata (RFC 6749 5.2). */
export class UnsupportedGrantType extends problem(
  400,
  'unsupported_grant_type',
  'This grant type is not supported',
) {}

/** The client requested a scope that it does not have (RFC 6749 5.2). */
export class InvalidScope extends problem(400, 'invalid_scope', 'The client does not have this scope') {}

/** The token was issued to another client (RFC 7009 2.1), or the client may not use this grant type (RFC 6749 5.2). */
export class UnauthorizedClient extends problem(400, 'unauthorized_client', 'The client may not do this') {}
