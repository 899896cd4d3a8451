import { problem } from '../common/problem.js';

/** There is no service client with this id. */
export class ClientNotFound extends problem(404, 'client_not_found', 'There is no such client') {}

/** The client's id or secret is wrong (RFC 6749 5.2). */
export class InvalidClient extends problem(401, 'invalid_client', 'The client id or secret is wrong') {}
