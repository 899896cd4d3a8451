/** The signal of one connection to the feed: aborted by who ends it, or when nothing was heard for too long. */
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

  /** Something was heard: the silence begins anew. */
  heard(): void {
    this.silence.refresh();
  }

  /** Ends the attempt. */
  end(reason?: Error): void {
    clearTimeout(this.silence);
    this.controller.abort(reason);
  }
}
