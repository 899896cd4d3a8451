import { EventEmitter } from 'node:events';
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { Principal } from '../common/principal.js';
import { Config } from '../config/config.js';
import type { RevocationEntry } from './revocation-entry.js';

/** Replicas' clocks may differ by this much before an entry could be forgotten too early. */
const SKEW_MILLISECONDS = 60_000;
const STALE_MILLISECONDS = 30_000;
const FORGET_EVERY = 1000;

/**
 * Every revocation that an unexpired token could still meet, in memory, so that checking a token asks nobody. It emits
 * `entry` for each one that is new.
 */
@Injectable()
export class RevocationMemory extends EventEmitter<{ entry: [RevocationEntry] }> {
  private readonly bySubject = new Map<string, RevocationEntry[]>();
  private readonly positions = new Set<number>();
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
      if (this.positions.has(entry.position)) continue;
      this.positions.add(entry.position);
      this.bySubject.set(entry.subject, [...(this.bySubject.get(entry.subject) ?? []), entry]);
      this.emit('entry', entry);
    }
    if (this.positions.size % FORGET_EVERY === 0) this.forgetOld();
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
    return this.positions.size;
  }

  /** Drops entries that no unexpired token can meet. */
  forgetOld(): void {
    const oldest = this.clock.now().getTime() - this.config.ACCESS_TOKEN_TTL * 1000 - SKEW_MILLISECONDS;
    for (const [subject, entries] of this.bySubject) {
      const kept = entries.filter(({ revokedAt }) => revokedAt >= oldest);
      for (const { position } of entries.filter(({ revokedAt }) => revokedAt < oldest))
        this.positions.delete(position);
      if (kept.length === 0) this.bySubject.delete(subject);
      else if (kept.length < entries.length) this.bySubject.set(subject, kept);
    }
  }
}
