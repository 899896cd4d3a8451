/** `typ` of an access token (RFC 9068 2.1): a token made for another purpose is refused. */
export const TOKEN_TYPE = 'at+jwt';

/** The algorithms that sign access tokens. */
export const TOKEN_ALGORITHMS = ['ES256', 'RS256'] as const;

const MAX_TOKEN_LENGTH = 4096;
const HEADER_MEMBERS = ['alg', 'kid', 'typ'];
/** Canonical base64url: no padding, and no unused bits set in the last letter. */
const CANONICAL_BASE64URL = /^(?:[\w-]{4})*(?:[\w-][AQgw]|[\w-]{2}[AEIMQUYcgkosw048])?$/;
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** The header of an access token. */
export interface AccessTokenHeader {
  readonly alg: string;
  readonly typ: typeof TOKEN_TYPE;
  /** Id of the key that signed the token. */
  readonly kid: string;
}

/**
 * Returns the text after the scheme of an Authorization header, or an empty text when the header is missing or has
 * another scheme. The scheme is not case-sensitive, and one or more blanks follow it (RFC 9110 11.4).
 */
export function credentialsOf(authorization: string | undefined, scheme: 'bearer' | 'basic'): string {
  const [given = '', ...rest] = (authorization ?? '').split(' ');
  return given.toLowerCase() === scheme ? rest.join(' ').trim() : '';
}

/**
 * Parses the header of a token in exactly Watchword's form, or returns nothing. JWT libraries accept more: any `typ`,
 * an unknown `crit`, a `jwk` in the header, non-canonical base64. All of that is refused here first.
 */
export function headerOf(token: unknown): AccessTokenHeader | undefined {
  if (typeof token !== 'string' || token.length > MAX_TOKEN_LENGTH) return undefined;
  const parts = token.split('.');
  if (parts.length !== 3 || !parts.every(isCanonicalBase64url)) return undefined;

  const header = parseObject(parts[0] as string);
  if (!header || Object.keys(header).toSorted().join() !== HEADER_MEMBERS.join()) return undefined;
  const { alg, typ, kid } = header;
  return typ === TOKEN_TYPE && typeof alg === 'string' && typeof kid === 'string'
    ? { alg, typ, kid }
    : undefined;
}

/** Returns whether the id is a UUIDv7, like all ids of Watchword. A UUIDv7 sorts after all earlier ones. */
export function isUuidV7(id: string): boolean {
  return UUID_V7.test(id);
}

/**
 * Returns the issue time of a token in milliseconds since the epoch, from its id, a UUIDv7 (RFC 9562 5.7). The whole
 * seconds of `iat` are too coarse to distinguish tokens issued just before and just after a revocation.
 */
export function issuedAtMilliseconds(tokenId: string, issuedAtSeconds: number): number {
  if (!isUuidV7(tokenId)) return issuedAtSeconds * 1000;
  return Number.parseInt(tokenId.slice(0, 8) + tokenId.slice(9, 13), 16);
}

/**
 * Returns whether a part has the canonical encoding. With other encodings one signature would have several spellings,
 * which a cache of tokens would treat as different tokens.
 */
function isCanonicalBase64url(part: string): boolean {
  return part !== '' && CANONICAL_BASE64URL.test(part);
}

function parseObject(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(atob(part.replaceAll('-', '+').replaceAll('_', '/')));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
