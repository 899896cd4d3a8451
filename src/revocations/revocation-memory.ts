import { EventEmitter } from 'node:events';
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { Principal } from '../common/principal.js';
import { Config } from '../config/config.js';
import type { RevocationEntry } from './revocation-entry.js';

/** An entry is held for longer than any token lives that was issued before it, on a clock that is a little behind. */
const SKEW_MILLISECONDS = 60_000;
/** The clock of the replica that wrote an entry, or of this one, may have been wrong by so much. */
const CLOCK_ERROR_MILLISECONDS = 2 * 3_600_000;
const STALE_MILLISECONDS = 30_000;
const FORGET_EVERY = 1000;

/**
 * Every revocation that an unexpired token could still meet, in memory, so that checking a token asks nobody. How long
 * one is held is counted from when it came in, in time that passes evenly: by a clock that jumped, here or where it was
 * written, it would be forgotten while its tokens live. It emits `entry` for each one that is new.
 */
@Injectable()
export class RevocationMemory extends EventEmitter<{ entry: [RevocationEntry] }> {
  private readonly bySubject = new Map<string, RevocationEntry[]>();
  /** When each position came in, in milliseconds of `performance.now()`. */
  private readonly cameInAt = new Map<number, number>();
  private freshAt = -Infinity;

  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
  ) {
    super();
    this.setMaxListeners(0);
  }

  /** Takes entries in, in any order and any number of times. */
  add(entries: readonly RevocationEntry[]): void {
    for (const entry of entries) {
      if (this.cameInAt.has(entry.position)) continue;
      this.cameInAt.set(entry.position, performance.now());
      this.bySubject.set(entry.subject, [...(this.bySubject.get(entry.subject) ?? []), entry]);
      this.emit('entry', entry);
    }
    if (this.cameInAt.size % FORGET_EVERY === 0) this.forgetOld();
  }

  /** Remembers that everything which was committed up to now has been taken in. */
  markFresh(askedAt = performance.now()): void {
    this.freshAt = Math.max(this.freshAt, askedAt);
  }

  /** Seconds since the memory was last known to be complete. */
  get ageSeconds(): number {
    return (performance.now() - this.freshAt) / 1000;
  }

  /** Whether the memory is too old to say yes: a stale yes would honour what another replica has revoked. */
  get isStale(): boolean {
    return performance.now() - this.freshAt > STALE_MILLISECONDS;
  }

  /** Whether the caller's token was revoked. */
  isRevoked({ subject, sessionId, tokenId, keyId, issuedAtMilliseconds }: Principal): boolean {
    if (this.bySubject.size === 0) return false;
    return [sessionId, subject, tokenId, keyId].some((id) =>
      this.bySubject
        .get(id ?? '')
        ?.some(
          ({ notBefore, exceptSession }) =>
            (notBefore === null || issuedAtMilliseconds < notBefore) && exceptSession !== sessionId,
        ),
    );
  }

  /** How many entries are held. */
  get size(): number {
    return this.cameInAt.size;
  }

  /** Whether an unexpired token could meet an entry that is read at start. The feed reaches back further. */
  mayMatter({ revokedAt }: RevocationEntry): boolean {
    return revokedAt >= this.clock.now().getTime() - this.retention - CLOCK_ERROR_MILLISECONDS;
  }

  /** Drops entries that no unexpired token can meet. */
  forgetOld(): void {
    const oldest = performance.now() - this.retention;
    const isKept = ({ position }: RevocationEntry) => (this.cameInAt.get(position) ?? oldest) >= oldest;
    for (const [subject, entries] of this.bySubject) {
      const kept = entries.filter(isKept);
      if (kept.length === entries.length) continue;
      for (const entry of entries) if (!isKept(entry)) this.cameInAt.delete(entry.position);
      if (kept.length === 0) this.bySubject.delete(subject);
      else this.bySubject.set(subject, kept);
    }
  }

  private get retention(): number {
    return this.config.ACCESS_TOKEN_TTL * 1000 + SKEW_MILLISECONDS;
  }
}
