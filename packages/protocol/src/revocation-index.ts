import { EVERYTHING, type RevocationType } from './revocation.js';

/** The tokens that an entry revokes. */
export interface RevokedTokens {
  readonly type: RevocationType;
  /** Id of the session, user, client or other thing that the type names. */
  readonly subject: string;
  /** Milliseconds since the epoch: tokens issued at this time or later stay valid. Null revokes all tokens. */
  readonly notBefore: number | null;
  /** The only session of the user whose tokens stay valid. */
  readonly exceptSession: string | null;
}

/** The facts of a verified token that revocations refer to. */
export interface RevocableToken {
  readonly subject: string;
  readonly sessionId?: string | undefined;
  readonly secretId?: string | undefined;
  readonly tokenId: string;
  readonly keyId: string;
  readonly issuedAtMilliseconds: number;
}

/**
 * An index of revocations by type and id, so that checking a token takes a few look-ups. It drops no entries by itself:
 * its owner decides how long to keep them.
 */
export class RevocationIndex<Entry extends RevokedTokens> {
  private readonly sessions = new Map<string, Entry[]>();
  private readonly subjects = new Map<string, Entry[]>();
  private readonly secrets = new Map<string, Entry[]>();
  private readonly keys = new Map<string, Entry[]>();
  private readonly tokens = new Map<string, Entry[]>();
  private readonly everything = new Map<string, Entry[]>();
  private readonly tables: Record<RevocationType, Map<string, Entry[]>> = {
    session: this.sessions,
    user: this.subjects,
    client: this.subjects,
    secret: this.secrets,
    key: this.keys,
    token: this.tokens,
    all: this.everything,
  };
  private count = 0;

  /** Number of entries. */
  get size(): number {
    return this.count;
  }

  /** Adds an entry and keeps all others. */
  add(entry: Entry): void {
    this.count++;
    const about = this.aboutTheSame(entry);
    if (about) about.push(entry);
    else this.tables[entry.type].set(idOf(entry), [entry]);
  }

  /** Adds an entry and drops the entries that it includes, so that a feed with repetitions needs no more memory. */
  addInPlace(entry: Entry): void {
    const about = this.aboutTheSame(entry);
    if (about) this.keep(about, (known) => !includes(entry, known));
    this.add(entry);
  }

  /** Returns whether the token has been revoked. */
  covers(token: RevocableToken): boolean {
    if (this.count === 0) return false;
    const { subject, sessionId, secretId, tokenId, keyId } = token;
    if (this.tokens.has(tokenId) || this.keys.has(keyId)) return true;
    if (sessionId !== undefined && this.sessions.has(sessionId)) return true;
    if (secretId !== undefined && this.secrets.has(secretId)) return true;
    return isBefore(token, this.subjects.get(subject)) || isBefore(token, this.everything.get(EVERYTHING));
  }

  /** Drops the entries for which `isOver` is true, and returns them. */
  drop(isOver: (entry: Entry) => boolean): Entry[] {
    return this.distinctTables().flatMap((table) =>
      [...table].flatMap(([id, about]) => {
        const dropped = this.keep(about, (entry) => !isOver(entry));
        if (about.length === 0) table.delete(id);
        return dropped;
      }),
    );
  }

  /** The entries of type `all`. */
  get aboutEverything(): readonly Entry[] {
    return this.everything.get(EVERYTHING) ?? [];
  }

  /** Returns all entries. */
  entries(): Entry[] {
    return this.distinctTables().flatMap((table) => [...table.values()].flat());
  }

  private aboutTheSame(entry: Entry): Entry[] | undefined {
    return this.tables[entry.type].get(idOf(entry));
  }

  /** Returns every table once, because users and clients share a table. */
  private distinctTables(): Map<string, Entry[]>[] {
    return [...new Set(Object.values(this.tables))];
  }

  /** Keeps only the entries for which `isKept` is true, and returns the others. */
  private keep(about: Entry[], isKept: (entry: Entry) => boolean): Entry[] {
    const dropped: Entry[] = [];
    let kept = 0;
    for (const entry of about) {
      if (isKept(entry)) about[kept++] = entry;
      else dropped.push(entry);
    }
    about.length = kept;
    this.count -= dropped.length;
    return dropped;
  }
}

function idOf({ type, subject }: RevokedTokens): string {
  return type === 'all' ? EVERYTHING : subject;
}

function isBefore(
  { issuedAtMilliseconds, sessionId }: RevocableToken,
  entries?: readonly RevokedTokens[],
): boolean {
  if (!entries) return false;
  return entries.some(
    ({ notBefore, exceptSession }) =>
      (notBefore === null || issuedAtMilliseconds < notBefore) && exceptSession !== sessionId,
  );
}

/**
 * Returns whether the newer entry revokes everything that the older one does. Entries of a user that except different
 * sessions are both kept.
 */
function includes(newer: RevokedTokens, older: RevokedTokens): boolean {
  const isLater = (newer.notBefore ?? Infinity) >= (older.notBefore ?? Infinity);
  return isLater && (newer.exceptSession === null || newer.exceptSession === older.exceptSession);
}
