import {
  CLOCK_SKEW_SECONDS,
  type Revocation,
  RevocationIndex,
  type RevokedTokens,
} from '@watchword/protocol';
import type { CheckedToken } from './token-checker.js';

const MILLISECONDS_BETWEEN_SWEEPS = 60_000;
/**
 * Tokens are accepted for a minute longer than their lifetime, and their issue time may be up to another minute in the
 * future.
 */
const CLOCK_ERROR_SECONDS = 2 * CLOCK_SKEW_SECONDS;

/** An entry, and when it arrived, in milliseconds of `performance.now()`. */
type Held = RevokedTokens & { readonly cameInAt: number };

/**
 * The revocations that can still affect a token. Each is kept until the last token issued before it has expired, so
 * that memory depends on the number of recent revocations, not on the age of the process. The age is measured by the
 * monotonic clock since the entry arrived, so a jump of a wall clock does not drop it early.
 */
export class RevocationMemory {
  private readonly index = new RevocationIndex<Held>();
  private sweptAt = performance.now();

  constructor(private longestTokenSeconds: number) {}

  /**
   * Keeps revocations for at least this many seconds plus the clock error. Returns whether that is longer than before.
   */
  holdFor(tokenSeconds: number): boolean {
    const seconds = tokenSeconds + CLOCK_ERROR_SECONDS;
    if (seconds <= this.longestTokenSeconds) return false;
    this.longestTokenSeconds = seconds;
    return true;
  }

  /** Number of revocations in memory. */
  get size(): number {
    return this.index.size;
  }

  /** Adds a revocation. Adding it twice changes nothing, so the feed may repeat entries. */
  add({ type, id, notBefore, exceptSession }: Revocation): void {
    if (performance.now() - this.sweptAt > MILLISECONDS_BETWEEN_SWEEPS) this.sweep();
    this.index.addInPlace({
      type,
      subject: id,
      notBefore: notBefore.getTime(),
      exceptSession: exceptSession ?? null,
      cameInAt: performance.now(),
    });
  }

  /** Returns whether the token has been revoked. */
  covers(token: CheckedToken): boolean {
    return this.index.covers(token);
  }

  /** Drops revocations that cannot affect any valid token. */
  sweep(): void {
    this.sweptAt = performance.now();
    const oldest = this.sweptAt - this.longestTokenSeconds * 1000;
    this.index.drop(({ cameInAt }) => cameInAt < oldest);
  }
}
