/** `typ` of an access token (RFC 9068 2.1): a token made for something else is not taken for one. */
export const TOKEN_TYPE = 'at+jwt';

const LONGEST_TOKEN = 4096;
const HEADER_MEMBERS = ['alg', 'typ', 'kid'];
const BEARER = /^Bearer +([\w.~+/-]+=*) *$/i;
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** Reads the token out of an Authorization header (RFC 6750 2.1). */
export function bearerToken(authorization: string | undefined): string | undefined {
  return BEARER.exec(authorization ?? '')?.[1];
}

/**
 * Reads the `kid` of a token whose form is exactly Watchword's, or nothing. JWT libraries let more pass: `typ` in other
 * spellings, sloppy base64, a `jwk` in the header.
 */
export function keyIdOf(token: unknown): string | undefined {
  if (typeof token !== 'string' || token.length > LONGEST_TOKEN) return undefined;
  const parts = token.split('.');
  if (parts.length !== 3 || !parts.every(isCanonicalBase64url)) return undefined;

  const header = parseObject(parts[0] as string);
  const isOurs =
    header?.typ === TOKEN_TYPE && Object.keys(header).every((member) => HEADER_MEMBERS.includes(member));
  return isOurs && typeof header.kid === 'string' ? header.kid : undefined;
}

/**
 * When the token was issued, in milliseconds: a UUIDv7 begins with them. `iat` counts whole seconds, too coarse to tell
 * a token issued just before a revocation from one issued just after it.
 */
export function issuedAtMilliseconds(tokenId: string, issuedAtSeconds: number): number {
  if (!isUuidV7(tokenId)) return issuedAtSeconds * 1000;
  return Number.parseInt(tokenId.slice(0, 8) + tokenId.slice(9, 13), 16);
}

/** Whether this is a name that Watchword may have made: those made later sort behind. */
export function isUuidV7(id: string): boolean {
  return UUID_V7.test(id);
}

/** Two spellings of one signature would be two tokens to whoever remembers tokens by their text. */
function isCanonicalBase64url(part: string): boolean {
  return part !== '' && Buffer.from(part, 'base64url').toString('base64url') === part;
}

function parseObject(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
