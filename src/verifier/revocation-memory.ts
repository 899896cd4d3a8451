import type { Revocation } from './revocation.js';
import type { CheckedToken } from './token-checker.js';

const MILLISECONDS_BETWEEN_SWEEPS = 60_000;

/** `cameInAt` is in milliseconds of `performance.now()`. */
type Held = Revocation & { readonly cameInAt: number };

/**
 * The revocations that still matter. One matters until the last token issued before it has expired; older ones are
 * dropped, so that memory follows the number of recent revocations and not the age of the process. Its age is counted
 * from when it came in, in time that passes evenly: no clock that jumps, here or there, makes it be forgotten early.
 */
export class RevocationMemory {
  private readonly sessions = new Map<string, Held>();
  private readonly keys = new Map<string, Held>();
  private readonly tokens = new Map<string, Held>();
  private readonly subjects = new Map<string, Held[]>();
  private sweptAt = performance.now();

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
    if (performance.now() - this.sweptAt > MILLISECONDS_BETWEEN_SWEEPS) this.sweep();

    const held = { ...revocation, cameInAt: performance.now() };
    if (held.type === 'session') this.sessions.set(held.id, held);
    else if (held.type === 'key') this.keys.set(held.id, held);
    else if (held.type === 'token') this.tokens.set(held.id, held);
    else this.addSubject(held);
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
    this.sweptAt = performance.now();
    const isOver = ({ cameInAt }: Held) => cameInAt + this.longestTokenSeconds * 1000 < this.sweptAt;

    for (const map of [this.sessions, this.keys, this.tokens])
      for (const [id, revocation] of map) if (isOver(revocation)) map.delete(id);
    for (const [id, revocations] of this.subjects) {
      const rest = revocations.filter((revocation) => !isOver(revocation));
      if (rest.length > 0) this.subjects.set(id, rest);
      else this.subjects.delete(id);
    }
  }

  /** A subject may have several that each spare another session: only those that the new one includes are let go. */
  private addSubject(added: Held): void {
    const includes = (held: Held) =>
      held.notBefore <= added.notBefore &&
      (added.exceptSession === undefined || added.exceptSession === held.exceptSession);
    const others = (this.subjects.get(added.id) ?? []).filter((held) => !includes(held));
    this.subjects.set(added.id, [...others, added]);
  }
}
