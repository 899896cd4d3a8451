/** What every checked access token says. Times are seconds since the epoch unless the name says otherwise. */
interface TokenFacts {
  /** `sub`: the user's or the client's id. */
  readonly subject: string;
  readonly tokenId: string;
  readonly keyId: string;
  readonly issuedAt: number;
  /** To the millisecond, from the token's id: what a revocation's not-before is compared with. */
  readonly issuedAtMilliseconds: number;
  readonly expiresAt: number;
  readonly roles: readonly string[];
}

/** A person, signed in. */
export interface Person extends TokenFacts {
  readonly kind: 'person';
  readonly sessionId: string;
}

/** A service, by a token of its own (RFC 6749 4.4) or by its id and secret. */
export interface ServiceClient extends TokenFacts {
  readonly kind: 'client';
  readonly sessionId?: undefined;
  readonly scopes: readonly string[];
}

/** Who a request speaks for. */
export type Principal = Person | ServiceClient;
