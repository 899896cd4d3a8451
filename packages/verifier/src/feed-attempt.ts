/**
 * The abort signal of one connection to the feed. It is aborted by `end`, or when nothing was received for too long.
 */
export class FeedAttempt {
  private readonly controller = new AbortController();
  private readonly silence: NodeJS.Timeout;

  constructor(silentAfterSeconds: number) {
    const giveUp = () => this.end(new Error(`Nothing was heard for ${silentAfterSeconds} s`));
    this.silence = setTimeout(giveUp, silentAfterSeconds * 1000).unref();
  }

  /** Aborted when the attempt is over. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Restarts the timeout after a message. */
  heard(): void {
    this.silence.refresh();
  }

  /** Ends the attempt. */
  end(reason?: Error): void {
    clearTimeout(this.silence);
    this.controller.abort(reason);
  }
}
