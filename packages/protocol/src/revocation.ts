/**
 * Types of revocations, by the tokens they revoke: those of a session, of a user or a service client (issued before a
 * time), of one secret of a client, of a signing key, a single token, or all tokens issued before a time.
 */
export const REVOCATION_TYPES = ['session', 'user', 'client', 'secret', 'key', 'token', 'all'] as const;

/** One of the types above. */
export type RevocationType = (typeof REVOCATION_TYPES)[number];

/** The id of an entry of the type `all`. */
export const EVERYTHING = '*';

/** An entry of the feed in JSON. Times are RFC 3339. */
export interface RevocationJson {
  readonly type: string;
  readonly id: string;
  readonly notBefore: string | null;
  readonly exceptSession?: string | null;
  readonly revokedAt: string;
}

/** A page of the feed in JSON. An empty page means that there are no more entries for now. */
export interface RevocationPageJson {
  readonly revocations: readonly RevocationJson[];
  /** The cursor after the last entry. */
  readonly next: string;
  /** Lifetime of access tokens in seconds. Older versions of Watchword do not send it. */
  readonly accessTokenTtl?: number;
}

/** One entry of the feed. */
export interface Revocation {
  readonly type: RevocationType;
  /** The `sid`, `sub`, `secret_id`, `kid` or `jti` of the revoked tokens. */
  readonly id: string;
  /** For a user, a client and `all`: tokens issued before this time are revoked. */
  readonly notBefore: Date;
  /** For a user: the only session whose tokens stay valid. */
  readonly exceptSession: string | undefined;
  readonly revokedAt: Date;
}

/**
 * The latest possible time, for deleted users: it revokes all their tokens, even those from a replica with a wrong
 * clock.
 */
const NEVER = new Date(8_640_000_000_000_000);

/** The feed does not have the expected form. */
export class MalformedFeed extends Error {
  override readonly name = 'MalformedFeed';
}

/**
 * Parses an entry of the feed. Returns nothing for an unknown type, which a newer Watchword may send. @throws
 * MalformedFeed for an invalid entry, because it could be a revocation
 */
export function parseRevocation(entry: unknown): Revocation | undefined {
  const { type, id, notBefore, exceptSession, revokedAt } = Object(entry) as Record<string, unknown>;
  if (typeof type !== 'string' || typeof id !== 'string')
    throw new MalformedFeed('An entry has no type or id');
  if (!isKnown(type)) return undefined;

  return {
    type,
    id,
    notBefore: notBefore === null ? NEVER : dateOf(notBefore),
    exceptSession: typeof exceptSession === 'string' ? exceptSession : undefined,
    revokedAt: dateOf(revokedAt),
  };
}

function isKnown(type: string): type is RevocationType {
  return (REVOCATION_TYPES as readonly string[]).includes(type);
}

function dateOf(value: unknown): Date {
  const date = new Date(typeof value === 'string' ? value : NaN);
  if (Number.isNaN(date.getTime())) throw new MalformedFeed(`${String(value)} is not a time`);
  return date;
}
