import { isUUID } from 'class-validator';
import type { Principal } from '../common/principal.js';

/** The claims of an access token (RFC 9068). Times are seconds since the epoch. People's have `sid` and `roles`. */
export interface AccessTokenClaims {
  readonly iss: string;
  readonly aud: string;
  readonly sub: string;
  readonly jti: string;
  readonly iat: number;
  readonly exp: number;
  readonly sid?: string;
  readonly roles?: string[];
  readonly client_id?: string;
  readonly scope?: string;
}

/** The header of an access token. */
export interface AccessTokenHeader {
  readonly alg: string;
  readonly typ: string;
  readonly kid: string;
}

/** `typ` of an access token (RFC 9068 2.1): a token made for something else is not taken for one. */
export const TOKEN_TYPE = 'at+jwt';

const LONGEST_TOKEN = 4096;
const HEADER_MEMBERS = ['alg', 'kid', 'typ'];

/**
 * All that follows the scheme of an Authorization header, whose case does not matter (RFC 9110 11.1); empty when there
 * is no token. passport-jwt would take the first word and overlook the rest.
 */
export function bearerTokenOf(authorization = ''): string {
  return /^bearer /i.test(authorization) ? authorization.slice('bearer '.length).trim() : '';
}

/**
 * Reads the header of a token whose form is exactly ours, or nothing. jsonwebtoken accepts any `typ`, unknown `crit`
 * and sloppy base64, so what it would let pass is refused before it.
 */
export function headerOf(token: string): AccessTokenHeader | undefined {
  const parts = token.split('.');
  if (token.length > LONGEST_TOKEN || parts.length !== 3 || !parts.every(isCanonicalBase64url))
    return undefined;

  const header = parseObject(parts[0] as string);
  if (!header || Object.keys(header).toSorted().join() !== HEADER_MEMBERS.join()) return undefined;
  const { alg, typ, kid } = header;
  return typ === TOKEN_TYPE && typeof alg === 'string' && typeof kid === 'string'
    ? { alg, typ, kid }
    : undefined;
}

/** Who the checked claims speak for, or nothing when one of them is missing or of another type. */
export function principalOf(claims: Partial<AccessTokenClaims>, keyId: string): Principal | undefined {
  const { sub, jti, iat, exp } = claims;
  if (!isId(sub) || !isId(jti) || !Number.isInteger(iat) || !Number.isInteger(exp)) return undefined;

  const facts = {
    subject: sub,
    tokenId: jti,
    keyId,
    issuedAt: iat as number,
    issuedAtMilliseconds: millisecondsOf(jti),
    expiresAt: exp as number,
  };
  return claims.client_id === undefined ? personOf(claims, facts) : clientOf(claims, facts);
}

type Facts = Omit<Principal, 'kind' | 'roles' | 'sessionId' | 'scopes'>;

function personOf({ sid, roles }: Partial<AccessTokenClaims>, facts: Facts): Principal | undefined {
  const areRoles = Array.isArray(roles) && roles.every((role) => typeof role === 'string');
  return isId(sid) && areRoles ? { kind: 'person', ...facts, sessionId: sid, roles } : undefined;
}

function clientOf(
  { client_id, scope = '' }: Partial<AccessTokenClaims>,
  facts: Facts,
): Principal | undefined {
  if (client_id !== facts.subject || typeof scope !== 'string') return undefined;
  return { kind: 'client', ...facts, roles: [], scopes: scope.split(' ').filter(Boolean) };
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && isUUID(value);
}

/** A UUIDv7 begins with its time: 48 bits of milliseconds (RFC 9562 5.7). */
function millisecondsOf(uuid: string): number {
  return Number.parseInt(uuid.replaceAll('-', '').slice(0, 12), 16);
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
