import { problem } from './problem.js';

/** The body, query or path does not match its DTO; `errors` names each invalid field. */
export class ValidationFailed extends problem(400, 'validation_failed', 'The request has invalid fields', {
  detail: 'name must have 3 to 64 characters.',
  errors: [
    {
      field: 'name',
      rule: 'too_short',
      message: 'name must have 3 to 64 characters',
      params: { min: 3, max: 64 },
    },
  ],
}) {}

/** The body cannot be read at all: broken JSON, wrong encoding, nested too deeply. */
export class MalformedBody extends problem(400, 'malformed_body', 'The body cannot be read') {}

/** The request itself cannot be read: a broken URL, header or encoding. */
export class BadRequest extends problem(400, 'bad_request', 'The request cannot be read') {}

/** There is no such route or resource. */
export class NotFound extends problem(404, 'not_found', 'Not found') {}

/** The client took too long to send its request. */
export class RequestTimeout extends problem(408, 'request_timeout', 'The request took too long to arrive') {}

/** The body is larger than 32 kB. */
export class BodyTooLarge extends problem(413, 'body_too_large', 'The body is too large') {}

/** The path or one of its parameters is too long. */
export class UriTooLong extends problem(414, 'uri_too_long', 'The address is too long') {}

/** The route does not accept this type of body. */
export class UnsupportedMediaType extends problem(
  415,
  'unsupported_media_type',
  'This content type is not accepted here',
) {}

/** The body is compressed, or encoded in another way. */
export class UnsupportedEncoding extends problem(
  415,
  'unsupported_encoding',
  'A Content-Encoding is not accepted',
) {}

/** The headers are larger than the server reads. */
export class HeadersTooLarge extends problem(431, 'headers_too_large', 'The headers are too large') {}

/** An unexpected error of this service. It is logged; the response contains no details. */
export class InternalError extends problem(500, 'internal_error', 'Something went wrong') {}

/** A dependency, usually the database, does not respond in time. The client may retry later. */
export class Unavailable extends problem(503, 'unavailable', 'The service cannot answer right now') {}
