import type { Revocation } from './revocation.js';
import type { CheckedToken } from './token-checker.js';

const MILLISECONDS_BETWEEN_SWEEPS = 60_000;

/**
 * The revocations that still matter. One matters until the last token issued before it has expired; older ones are
 * dropped, so that memory follows the number of recent revocations and not the age of the process.
 */
export class RevocationMemory {
  private readonly sessions = new Map<string, Revocation>();
  private readonly keys = new Map<string, Revocation>();
  private readonly tokens = new Map<string, Revocation>();
  private readonly subjects = new Map<string, Revocation[]>();
  private sweptAt = Date.now();

  constructor(private readonly longestTokenSeconds: number) {}

  /** How many revocations are held. */
  get size(): number {
    const lists = [...this.subjects.values()];
    return (
      this.sessions.size +
      this.keys.size +
      this.tokens.size +
      lists.reduce((sum, { length }) => sum + length, 0)
    );
  }

  /** Takes in a revocation. To do so twice changes nothing, so a feed may repeat itself. */
  add(revocation: Revocation): void {
    if (Date.now() - this.sweptAt > MILLISECONDS_BETWEEN_SWEEPS) this.sweep();

    if (revocation.type === 'session') this.sessions.set(revocation.id, revocation);
    else if (revocation.type === 'key') this.keys.set(revocation.id, revocation);
    else if (revocation.type === 'token') this.tokens.set(revocation.id, revocation);
    else this.addSubject(revocation);
  }

  /** Whether the token has been revoked. */
  covers({ principal, keyId, issuedAtMilliseconds }: CheckedToken): boolean {
    const { subject, sessionId, tokenId } = principal;
    if (this.keys.has(keyId) || this.tokens.has(tokenId)) return true;
    if (sessionId !== undefined && this.sessions.has(sessionId)) return true;

    const ofSubject = this.subjects.get(subject) ?? [];
    return ofSubject.some(
      ({ notBefore, exceptSession }) =>
        issuedAtMilliseconds < notBefore.getTime() &&
        (exceptSession === undefined || exceptSession !== sessionId),
    );
  }

  /** Drops revocations that no living token can be older than. */
  sweep(): void {
    this.sweptAt = Date.now();
    const isOver = ({ revokedAt }: Revocation) =>
      revokedAt.getTime() + this.longestTokenSeconds * 1000 < this.sweptAt;

    for (const map of [this.sessions, this.keys, this.tokens])
      for (const [id, revocation] of map) if (isOver(revocation)) map.delete(id);
    for (const [id, revocations] of this.subjects) {
      const rest = revocations.filter((revocation) => !isOver(revocation));
      if (rest.length > 0) this.subjects.set(id, rest);
      else this.subjects.delete(id);
    }
  }

  /** A subject may have several that each spare another session: only those that the new one includes are let go. */
  private addSubject(added: Revocation): void {
    const includes = (held: Revocation) =>
      held.notBefore <= added.notBefore &&
      (added.exceptSession === undefined || added.exceptSession === held.exceptSession);
    const others = (this.subjects.get(added.id) ?? []).filter((held) => !includes(held));
    this.subjects.set(added.id, [...others, added]);
  }
}
