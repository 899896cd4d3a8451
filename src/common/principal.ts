/** Claims of every verified access token. Times are seconds since the epoch unless the name says otherwise. */
interface TokenFacts {
  /** `sub`: the user's or the client's id. */
  readonly subject: string;
  readonly tokenId: string;
  readonly keyId: string;
  readonly issuedAt: number;
  /** Issue time in milliseconds, from the token's id. It is compared with the not-before time of revocations. */
  readonly issuedAtMilliseconds: number;
  readonly expiresAt: number;
  readonly roles: readonly string[];
}

/** A signed-in user. */
export interface Person extends TokenFacts {
  readonly kind: 'person';
  readonly sessionId: string;
  /** Authentication methods of the sign-in (`amr`, RFC 8176), such as `pwd`. Empty in tokens issued before 0.2. */
  readonly authMethods: readonly string[];
  /** Time of the authentication (`auth_time`, OpenID Connect Core 2). Tokens issued before 0.2 have none. */
  readonly authTime?: number;
  /** What TOKEN_CLAIMS added to the token. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** Whether the token can only enroll a second factor, which a role of the user demands. */
  readonly mustEnroll: boolean;
  readonly secretId?: undefined;
}

/** A service client, authenticated by its own token (RFC 6749 4.4) or by its id and secret. */
export interface ServiceClient extends TokenFacts {
  readonly kind: 'client';
  readonly sessionId?: undefined;
  /** Id of the secret that the client sent or got the token with. Tokens issued before secrets had ids have none. */
  readonly secretId?: string;
  readonly scopes: readonly string[];
}

/** The authenticated caller of a request. */
export type Principal = Person | ServiceClient;
