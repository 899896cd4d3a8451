/** Claims of every access token (RFC 9068 2.2). Times are seconds since the epoch. */
interface CommonClaims {
  readonly iss: string;
  readonly aud: string;
  readonly sub: string;
  readonly jti: string;
  readonly iat: number;
  readonly exp: number;
}

/** The claims of a user's token. */
export interface UserClaims extends CommonClaims {
  /** The session that the token belongs to. */
  readonly sid: string;
  readonly roles: readonly string[];
  /** Authentication methods of the sign-in (RFC 8176), such as `pwd`. Tokens of Watchword 0.1 have none. */
  readonly amr?: readonly string[];
  /** Time of the authentication. Refreshes do not change it. */
  readonly auth_time?: number;
  readonly client_id?: undefined;
}

/** The claims of a service client's token. */
export interface ClientClaims extends CommonClaims {
  /** The same as `sub`. */
  readonly client_id: string;
  /** Id of the secret that the client got the token with. Tokens issued before secrets had ids have none. */
  readonly secret_id?: string;
  /** Names of scopes, separated by blanks. */
  readonly scope?: string;
}

/** The claims of an access token. It belongs to a user or to a service client, never to both. */
export type AccessTokenClaims = UserClaims | ClientClaims;

/** Names of the claims that Watchword itself sets. */
const OWN_CLAIMS: ReadonlySet<string> = new Set(
  'iss aud sub jti iat exp nbf sid roles amr auth_time client_id secret_id scope'.split(' '),
);

/** Returns the claims that the operator of Watchword adds to tokens of users (TOKEN_CLAIMS), of any JSON type. */
export function furtherClaimsOf(claims: AccessTokenClaims): Record<string, unknown> {
  if (claims.client_id !== undefined) return {};
  return Object.fromEntries(Object.entries(claims).filter(([name]) => !OWN_CLAIMS.has(name)));
}

/**
 * Returns the claims of a token whose signature, issuer, audience and expiry were verified, or nothing when a claim is
 * missing or has the wrong type.
 */
export function claimsOf(payload: unknown): AccessTokenClaims | undefined {
  const claims = Object(payload) as Record<string, unknown>;
  const { sub, jti, iat, exp } = claims;
  const areTimes = Number.isSafeInteger(iat) && Number.isSafeInteger(exp);
  if (!isText(sub) || !isText(jti) || !areTimes) return undefined;

  const isComplete = claims.client_id === undefined ? isOfUser(claims) : isOfClient(claims);
  return isComplete ? (claims as unknown as AccessTokenClaims) : undefined;
}

function isOfUser({ sid, roles, amr = [], auth_time }: Record<string, unknown>): boolean {
  const isTimeOrAbsent = auth_time === undefined || Number.isSafeInteger(auth_time);
  return isText(sid) && areTexts(roles) && areTexts(amr) && isTimeOrAbsent;
}

function isOfClient({ sub, client_id, secret_id, scope, sid, roles }: Record<string, unknown>): boolean {
  const isOfUserToo = sid !== undefined || roles !== undefined;
  return client_id === sub && !isOfUserToo && isTextOrAbsent(secret_id) && isTextOrAbsent(scope);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function areTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

function isTextOrAbsent(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}
