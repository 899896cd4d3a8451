import { Unavailable } from '../common/common.errors.js';

const STALE_MS = 30_000;

/** The age of the revocations in memory, which tells whether this replica may lack one of another replica. */
export class FeedFreshness {
  private freshAt = -Infinity;

  /** Records that everything committed before `askedAt` has been read, in milliseconds of `performance.now()`. */
  mark(askedAt = performance.now()): void {
    this.freshAt = Math.max(this.freshAt, askedAt);
  }

  /** Seconds since the memory was last known to be complete. */
  get ageSeconds(): number {
    return (performance.now() - this.freshAt) / 1000;
  }

  /** Whether the memory is too old to accept tokens: it could accept one that another replica has revoked. */
  get isStale(): boolean {
    return performance.now() - this.freshAt > STALE_MS;
  }

  /** Refuses to decide with a memory that is too old. @throws Unavailable, which is a 503 */
  require(): void {
    if (this.isStale) throw new Unavailable('The revocations of other replicas are not known right now.');
  }
}
