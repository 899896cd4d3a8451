import { EventEmitter } from 'node:events';
import { Injectable } from '@nestjs/common';
import { CLOCK_SKEW_SECONDS, RevocationIndex } from '@watchword/protocol';
import { Clock } from '../common/clock.js';
import type { Principal } from '../common/principal.js';
import { Config } from '../config/config.js';
import { FeedFreshness } from './feed-freshness.js';
import type { RevocationEntry } from './revocation-entry.js';

/** Maximum error of the clocks of this replica and of the one that wrote an entry, in milliseconds. */
const CLOCK_ERROR_MS = 2 * 3_600_000;
const FORGET_EVERY = 1000;

/** When an entry arrived, in milliseconds of `performance.now()`, and its position then. */
interface Arrival {
  readonly at: number;
  readonly position: number;
}

/**
 * Holds in memory all revocations that can still affect an unexpired token, so that checking a token needs no database.
 * An entry is kept until two clocks agree that it is old: the monotonic clock since it arrived, and the wall clock
 * since it was written, which also decides when tokens expire. With one of them alone, a jump of a clock here or on the
 * writing replica could drop an entry whose tokens are still valid. Emits `entry` for each entry that is new or has
 * another position now, and `restart` when readers must load the whole feed again.
 */
@Injectable()
export class RevocationMemory extends EventEmitter<{ entry: [RevocationEntry]; restart: [] }> {
  readonly freshness = new FeedFreshness();
  private readonly index = new RevocationIndex<RevocationEntry>();
  /** Arrivals by the id of the entry: after the database was set back, another entry may get its position. */
  private readonly arrivals = new Map<string, Arrival>();
  private newestEntry?: RevocationEntry;
  /** The largest difference of the wall clock to `performance.now()` so far, in milliseconds. */
  private clockAhead = -Infinity;

  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
  ) {
    super();
    this.setMaxListeners(0);
  }

  /** Adds entries, in any order. Adding one twice does no harm. */
  add(entries: readonly RevocationEntry[]): void {
    for (const entry of entries) {
      const known = this.arrivals.get(entry.id);
      if (known?.position === entry.position) continue;
      this.arrivals.set(entry.id, { at: known?.at ?? performance.now(), position: entry.position });
      if (entry.position > (this.newestEntry?.position ?? 0)) this.newestEntry = entry;
      if (!known) this.index.add(entry);
      this.emit('entry', entry);
    }
    if (this.arrivals.size % FORGET_EVERY === 0) this.forgetOld();
  }

  /** Returns whether the caller's token was revoked. */
  isRevoked(principal: Principal): boolean {
    return this.index.covers(principal);
  }

  /** Number of entries in memory. */
  get size(): number {
    return this.arrivals.size;
  }

  /** The entry with the highest position in this epoch. */
  get newest(): RevocationEntry | undefined {
    return this.newestEntry;
  }

  /** Returns all entries in memory. */
  held(): RevocationEntry[] {
    return this.index.entries();
  }

  /** All tokens of every user and client issued before this time are refused. Milliseconds since the epoch. */
  get everythingNotBefore(): number {
    return Math.max(0, ...this.index.aboutEverything.map(({ notBefore }) => notBefore ?? 0));
  }

  /** Starts a new epoch and emits `restart`, so that readers load the whole feed again. */
  tellRestart(): void {
    this.newestEntry = undefined; // another entry may have its position now
    this.emit('restart');
  }

  /**
   * Returns whether an entry that was read at start can still affect an unexpired token. The feed also has older ones.
   */
  mayMatter({ revokedAt }: RevocationEntry): boolean {
    return revokedAt >= this.clock.now().getTime() - this.retention - CLOCK_ERROR_MS;
  }

  /**
   * Returns whether the wall clock was set back since the last call by more than the allowed skew. Then expired tokens
   * whose entries were dropped can become valid again, so all entries must be read again.
   */
  hasClockGoneBack(): boolean {
    const ahead = this.clock.now().getTime() - performance.now();
    const hasGoneBack = ahead < this.clockAhead - CLOCK_SKEW_SECONDS * 1000;
    this.clockAhead = hasGoneBack ? ahead : Math.max(ahead, this.clockAhead);
    return hasGoneBack;
  }

  /** Drops entries that no longer affect any unexpired token. */
  forgetOld(): void {
    const oldest = performance.now() - this.retention;
    const earliest = this.clock.now().getTime() - this.retention;
    const isOver = ({ id, revokedAt }: RevocationEntry) =>
      revokedAt < earliest && (this.arrivals.get(id)?.at ?? -Infinity) < oldest;
    for (const { id } of this.index.drop(isOver)) this.arrivals.delete(id);
  }

  /**
   * How long entries are kept, in milliseconds: the lifetime of a token and the skew, from an issue time that may be in
   * the future by the skew.
   */
  private get retention(): number {
    return (this.config.ACCESS_TOKEN_TTL + 2 * CLOCK_SKEW_SECONDS) * 1000;
  }
}
