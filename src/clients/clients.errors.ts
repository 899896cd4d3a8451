import { problem } from '../common/problem.js';

/** There is no service client with this id. */
export class ClientNotFound extends problem(404, 'client_not_found', 'There is no such client') {}

/**
 * Both secrets are new, because several callers rotate at once. Another rotation would delete a secret shown a moment
 * ago.
 */
export class SecretTooNew extends problem(
  409,
  'secret_too_new',
  'Both secrets are less than ten seconds old, and rotating would delete one of them',
) {}

/** The client's id or secret is wrong (RFC 6749 5.2). */
export class InvalidClient extends problem(401, 'invalid_client', 'The client id or secret is wrong') {}
