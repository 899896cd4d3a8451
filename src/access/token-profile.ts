import { isUUID } from 'class-validator';
import type { Principal } from '../common/principal.js';

/** The claims of an access token (RFC 9068). Times are seconds since the epoch. */
export interface AccessTokenClaims {
  readonly iss: string;
  readonly aud: string;
  readonly sub: string;
  readonly sid: string;
  readonly jti: string;
  readonly iat: number;
  readonly exp: number;
  readonly roles: string[];
}

/** `typ` of an access token (RFC 9068 2.1): a token made for something else is not taken for one. */
export const TOKEN_TYPE = 'at+jwt';

const LONGEST_TOKEN = 4096;
const HEADER_MEMBERS = ['alg', 'typ', 'kid'];

/**
 * Reads the `kid` of a token whose form is exactly ours, or nothing. jsonwebtoken accepts any `typ`, unknown `crit`
 * and sloppy base64, so what it would let pass is refused before it.
 */
export function keyIdOf(token: string): string | undefined {
  const parts = token.split('.');
  if (token.length > LONGEST_TOKEN || parts.length !== 3 || !parts.every(isCanonicalBase64url))
    return undefined;

  const header = parseObject(parts[0] as string);
  const isOurs =
    header?.typ === TOKEN_TYPE && Object.keys(header).every((member) => HEADER_MEMBERS.includes(member));
  return isOurs && typeof header.kid === 'string' ? header.kid : undefined;
}

/** Who the checked claims speak for, or nothing when one of them is missing or of another type. */
export function principalOf(claims: Partial<AccessTokenClaims>): Principal | undefined {
  const { sub, sid, jti, iat, exp, roles } = claims;
  if (![sub, sid, jti].every((claim) => typeof claim === 'string' && isUUID(claim))) return undefined;
  if (!Number.isInteger(iat) || !Number.isInteger(exp)) return undefined;
  if (!Array.isArray(roles) || !roles.every((role) => typeof role === 'string')) return undefined;

  return {
    subject: sub as string,
    sessionId: sid as string,
    tokenId: jti as string,
    roles,
    issuedAt: iat as number,
    expiresAt: exp as number,
  };
}

/** Two spellings of one signature would be two tokens to whoever compares or remembers tokens by their text. */
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
