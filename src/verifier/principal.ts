/**
 * Who a checked access token speaks for: a user, or a service client (then `clientId` is set). Times are seconds since
 * the epoch, as in the token. It is frozen: requests with the same token share it.
 */
export interface Principal {
  /** The user's id; for a service client, its id. */
  readonly subject: string;
  /** The session that the token belongs to. A service client has none. */
  readonly sessionId: string | undefined;
  readonly tokenId: string;
  /** The user's roles. A service client has none, but scopes. */
  readonly roles: readonly string[];
  /** The service client, or nothing for a user. */
  readonly clientId: string | undefined;
  readonly scopes: readonly string[];
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** Who the claims speak for, or nothing when one of them is missing or of another type. */
export function principalOf(claims: Record<string, unknown>): Principal | undefined {
  const { sub, jti, iat, exp } = claims;
  if (!isText(sub) || !isText(jti) || !Number.isSafeInteger(iat) || !Number.isSafeInteger(exp))
    return undefined;

  const grant = 'client_id' in claims ? grantOfClient(claims) : grantOfUser(claims);
  if (!grant) return undefined;

  const times = { issuedAt: iat as number, expiresAt: exp as number };
  return Object.freeze({ subject: sub, tokenId: jti, ...times, ...grant });
}

type Grant = Pick<Principal, 'sessionId' | 'roles' | 'clientId' | 'scopes'>;

function grantOfUser({ sid, roles }: Record<string, unknown>): Grant | undefined {
  if (!isText(sid) || !Array.isArray(roles) || !roles.every(isText)) return undefined;
  return {
    sessionId: sid,
    roles: Object.freeze([...roles]),
    clientId: undefined,
    scopes: Object.freeze([]),
  };
}

/** A token is a user's or a client's: one that claims to be both is neither. */
function grantOfClient({ client_id, scope, sid, roles }: Record<string, unknown>): Grant | undefined {
  if (!isText(client_id) || sid !== undefined || roles !== undefined) return undefined;
  if (scope !== undefined && typeof scope !== 'string') return undefined;

  const scopes = (scope ?? '').split(' ').filter((name) => name !== '');
  return {
    sessionId: undefined,
    roles: Object.freeze([]),
    clientId: client_id,
    scopes: Object.freeze(scopes),
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
