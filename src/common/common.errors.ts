import { problem } from './problem.js';

/** The body, query or path does not fit its DTO; `errors` names each field. */
export class ValidationFailed extends problem(400, 'validation_failed', 'The request has invalid fields') {}

/** The body cannot be read at all: broken JSON, wrong encoding, nested too deeply. */
export class MalformedBody extends problem(400, 'malformed_body', 'The body cannot be read') {}

/** The request itself cannot be read: a broken URL, header or encoding. */
export class BadRequest extends problem(400, 'bad_request', 'The request cannot be read') {}

/** There is no such route, or no such thing behind it. */
export class NotFound extends problem(404, 'not_found', 'There is nothing here') {}

/** The client took too long to send its request. */
export class RequestTimeout extends problem(408, 'request_timeout', 'The request took too long to arrive') {}

/** The body is larger than 32 kB. */
export class BodyTooLarge extends problem(413, 'body_too_large', 'The body is too large') {}

/** The path, or a part of it, is longer than any id or name here. */
export class UriTooLong extends problem(414, 'uri_too_long', 'The address is too long') {}

/** The body is of a type that this route does not read. */
export class UnsupportedMediaType extends problem(
  415,
  'unsupported_media_type',
  'This content type is not accepted here',
) {}

/** The headers are larger than the server reads. */
export class HeadersTooLarge extends problem(431, 'headers_too_large', 'The headers are too large') {}

/** A fault of ours that nobody foresaw. It is logged; the answer says nothing about it. */
export class InternalError extends problem(500, 'internal_error', 'Something went wrong') {}

/** Something the service needs, the database as a rule, does not answer in time; asking again later may help. */
export class Unavailable extends problem(503, 'unavailable', 'The service cannot answer right now') {}
