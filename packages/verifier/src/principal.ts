import {
  type AccessTokenClaims,
  type ClientClaims,
  furtherClaimsOf,
  type UserClaims,
} from '@watchword/protocol';

/**
 * The subject of a verified access token: a user, or a service client if `clientId` is set. Times are seconds since the
 * epoch, as in the token. The object is frozen, because requests with the same token share it.
 */
export interface Principal {
  /** The user's id; for a service client, its id. */
  readonly subject: string;
  /** The session that the token belongs to. A service client has none. */
  readonly sessionId: string | undefined;
  readonly tokenId: string;
  /** The user's roles. A service client has scopes instead. */
  readonly roles: readonly string[];
  /** The service client, or nothing for a user. */
  readonly clientId: string | undefined;
  readonly scopes: readonly string[];
  /** Authentication methods of the sign-in (`amr`, RFC 8176), such as `pwd`. Empty for a service client. */
  readonly authMethods: readonly string[];
  /** Time of the authentication (`auth_time`). Service clients and tokens issued before Watchword 0.2 have none. */
  readonly authTime: number | undefined;
  /** The claims that Watchword's operator adds (TOKEN_CLAIMS), of any JSON type. Empty for a service client. */
  readonly claims: Readonly<Record<string, unknown>>;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** Returns the subject of the claims. */
export function principalOf(claims: AccessTokenClaims): Principal {
  const { sub: subject, jti: tokenId, iat: issuedAt, exp: expiresAt } = claims;
  const grant = claims.client_id === undefined ? grantOfUser(claims) : grantOfClient(claims);
  const further = deeplyFrozen(furtherClaimsOf(claims));
  return Object.freeze({ subject, tokenId, issuedAt, expiresAt, ...grant, claims: further });
}

type Grant = Omit<Principal, 'subject' | 'tokenId' | 'issuedAt' | 'expiresAt' | 'claims'>;

function grantOfUser({ sid, roles, amr = [], auth_time: authTime }: UserClaims): Grant {
  return {
    sessionId: sid,
    roles: Object.freeze([...roles]),
    clientId: undefined,
    scopes: Object.freeze([]),
    authMethods: Object.freeze([...amr]),
    authTime,
  };
}

function grantOfClient({ client_id, scope = '' }: ClientClaims): Grant {
  return {
    sessionId: undefined,
    roles: Object.freeze([]),
    clientId: client_id,
    scopes: Object.freeze(scope.split(' ').filter(Boolean)),
    authMethods: Object.freeze([]),
    authTime: undefined,
  };
}

function deeplyFrozen<T extends object>(value: T): Readonly<T> {
  for (const inner of Object.values(value) as unknown[])
    if (typeof inner === 'object' && inner !== null) deeplyFrozen(inner);
  return Object.freeze(value);
}
