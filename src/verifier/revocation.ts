const KINDS = ['session', 'user', 'client', 'key', 'token'] as const;

/** The last moment there is: a deleted user's tokens are refused whatever a replica's clock wrote into them. */
const NEVER = new Date(8_640_000_000_000_000);

/**
 * One entry of the feed: tokens of a session, of a user or service client (those issued before `notBefore`), signed with
 * a key, or a single one are refused.
 */
export interface Revocation {
  readonly type: (typeof KINDS)[number];
  readonly id: string;
  /** Of a user or client: tokens issued before this moment are refused. */
  readonly notBefore: Date;
  /** Of a user: the one session that goes on. */
  readonly exceptSession: string | undefined;
  readonly revokedAt: Date;
}

/** The feed does not keep to its contract. */
export class MalformedFeed extends Error {
  override readonly name = 'MalformedFeed';
}

/**
 * Reads an entry as it comes over the wire. A kind that this version does not know gives nothing: a newer Watchword may
 * announce more than tokens.
 * @throws MalformedFeed rather than overlook a revocation
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

function isKnown(type: string): type is Revocation['type'] {
  return (KINDS as readonly string[]).includes(type);
}

function dateOf(value: unknown): Date {
  const date = new Date(typeof value === 'string' ? value : NaN);
  if (Number.isNaN(date.getTime())) throw new MalformedFeed(`${String(value)} is not a time`);
  return date;
}
