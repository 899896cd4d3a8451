/** ISSUER in the examples of the OpenAPI document. */
export const EXAMPLE_ISSUER = 'http://localhost:3000';

/** The address of the page about a code: the `type` of a problem, which is absolute (RFC 9457 3.1.1). */
export function errorPageOf(issuer: string, code: string): string {
  return `${issuer}/errors/${code}`;
}
