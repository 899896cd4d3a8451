import { setTimeout as sleep } from 'node:timers/promises';
import { FeedRefused } from './feed-client.js';
import { Freshness } from './freshness.js';
import { RevocationFeed } from './revocation-feed.js';
import { RevocationMemory } from './revocation-memory.js';
import { SigningKeys } from './signing-keys.js';
import { StartFailed } from './start-failed.js';
import type { Report } from './verifier-events.js';
import type { CompleteOptions } from './verifier-options.js';

const START_PAUSE_MILLISECONDS = 200;

/** What is known of Watchword, and the two connections that keep it up to date: keys and revocations. */
export class WatchwordLink {
  readonly keys: SigningKeys;
  readonly revocations: RevocationMemory;
  private readonly freshness = new Freshness();
  private readonly feed: RevocationFeed;
  private life?: AbortController;
  private isReady = false;

  constructor(
    private readonly options: CompleteOptions,
    report: Report,
  ) {
    this.keys = new SigningKeys(options.issuer, options.keysMaxAgeSeconds, report);
    this.revocations = new RevocationMemory(options.longestTokenSeconds);
    this.feed = new RevocationFeed(options, this.revocations, this.freshness, report);
  }

  /** Whether `start` has succeeded and `stop` has not been called. */
  get isRunning(): boolean {
    return this.isReady;
  }

  /** For how long a revocation may have gone unheard. */
  get ageSeconds(): number {
    return this.freshness.ageSeconds;
  }

  /**
   * Loads everything and keeps it up to date until `stop`.
   * @throws StartFailed
   */
  async start(): Promise<void> {
    if (this.life) throw new Error('The verifier has been started already');
    const { issuer, startTimeoutSeconds } = this.options;
    const life = (this.life = new AbortController());
    const giveUp = () => void this.end(new Error(`no answer within ${startTimeoutSeconds} s`));
    // Not unref'ed: a process that does nothing yet but wait for this would end.
    const deadline = setTimeout(giveUp, startTimeoutSeconds * 1000);
    try {
      await this.connect(life.signal);
      life.signal.throwIfAborted();
    } catch (error) {
      await this.stop();
      throw new StartFailed(issuer, error);
    } finally {
      clearTimeout(deadline);
    }
    this.isReady = true;
    this.keys.reloadRegularly();
  }

  /** Ends both connections and every timer. */
  async stop(): Promise<void> {
    await this.end(new Error('it was stopped'));
    this.life = undefined;
  }

  private async end(reason: Error): Promise<void> {
    this.isReady = false;
    this.life?.abort(reason);
    this.keys.stop(reason);
    await this.feed.stop(reason);
  }

  /** Watchword may be starting at the same moment: only wrong credentials are a reason not to try again. */
  private async connect(signal: AbortSignal): Promise<void> {
    for (;;) {
      try {
        await this.keys.load();
        signal.throwIfAborted();
        return await this.feed.start();
      } catch (error) {
        if (signal.aborted || (error instanceof FeedRefused && error.isFinal)) throw error;
        await sleep(START_PAUSE_MILLISECONDS, undefined, { signal }).catch(() => {
          throw error;
        });
      }
    }
  }
}
