/**
 * The time since it was last certain that no revocation is missing. The greater age of two clocks is used: the
 * monotonic clock stops while a machine sleeps, and the wall clock may be set back.
 */
export class Freshness {
  private wallClock = -Infinity;
  private monotonic = -Infinity;

  /** Records that no revocation is missing now. */
  renew(): void {
    this.wallClock = Date.now();
    this.monotonic = performance.now();
  }

  /** Seconds since the last `renew`; Infinity before the first. */
  get ageSeconds(): number {
    return Math.max(Date.now() - this.wallClock, performance.now() - this.monotonic) / 1000;
  }
}
