import { constants } from 'node:os';

const STOP_TIMEOUT_MS = 9000;
/**
 * Within this time, in milliseconds, repeated signals count as one: npm and systemd pass on signals that the service
 * may already have received from the terminal.
 */
const SAME_SIGNAL_MS = 500;

type StopSignal = 'SIGTERM' | 'SIGINT';

/**
 * Handles SIGTERM and SIGINT. While the service starts, a signal ends the process. Afterwards the first signal stops it
 * gracefully within nine seconds, and another one at least half a second later ends it at once. It listens from the
 * beginning, because the first process of a container ignores signals without a listener.
 */
export class StopSignals {
  private stop: ((signal: string) => Promise<void>) | undefined;
  private stoppingSince: number | undefined;

  constructor() {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => this.handle(signal));
  }

  /** Makes every further signal call `stop`, which finishes open requests. */
  stopGracefully(stop: (signal: string) => Promise<void>): void {
    this.stop = stop;
  }

  private handle(signal: StopSignal): void {
    if (!this.stop) process.exit(0);
    if (this.stoppingSince === undefined) return this.begin(signal);
    if (performance.now() - this.stoppingSince > SAME_SIGNAL_MS)
      process.exit(128 + constants.signals[signal]);
  }

  private begin(signal: StopSignal): void {
    this.stoppingSince = performance.now();
    setTimeout(() => process.exit(0), STOP_TIMEOUT_MS).unref();
    void this.stop?.(signal).then(() => process.exit(0));
  }
}
