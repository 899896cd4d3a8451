/** ISSUER in the examples of the OpenAPI document. */
export const EXAMPLE_ISSUER = 'http://localhost:3000';

/** The address of the page about a code: the `type` of a problem, absolute as in RFC 9457 3.1.1, or an `error_uri`. */
export function errorPageOf(issuer: string, code: string): string {
  return `${issuer}/errors/${code}`;
}
