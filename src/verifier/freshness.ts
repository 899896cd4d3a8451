/**
 * How long ago it was certain that no revocation is missing. Both clocks are asked and the greater age counts: the
 * monotonic one stands still while a machine sleeps, the other may be set back.
 */
export class Freshness {
  private wallClock = -Infinity;
  private monotonic = -Infinity;

  /** It is certain now. */
  renew(): void {
    this.wallClock = Date.now();
    this.monotonic = performance.now();
  }

  /** Seconds since then; Infinity before the first time. */
  get ageSeconds(): number {
    return Math.max(Date.now() - this.wallClock, performance.now() - this.monotonic) / 1000;
  }
}
