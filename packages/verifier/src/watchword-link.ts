import { setTimeout as sleep } from 'node:timers/promises';
import { FeedRefused } from './feed-client.js';
import { Freshness } from './freshness.js';
import { RevocationFeed } from './revocation-feed.js';
import { RevocationMemory } from './revocation-memory.js';
import { SigningKeys } from './signing-keys.js';
import { StartFailed } from './start-failed.js';
import { TokenLifetime } from './token-lifetime.js';
import type { Report } from './verifier-events.js';
import type { CompleteOptions } from './verifier-options.js';

const START_PAUSE_MS = 200;

/** The keys and revocations of Watchword, and the two connections that keep them up to date. */
export class WatchwordLink {
  readonly keys: SigningKeys;
  readonly revocations: RevocationMemory;
  readonly lifetime: TokenLifetime;
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
    this.lifetime = new TokenLifetime(options.longestTokenSeconds);
    this.feed = new RevocationFeed(options, this.revocations, this.freshness, this.lifetime, report);
  }

  /** Whether `start` has succeeded and `stop` has not been called. */
  get isRunning(): boolean {
    return this.isReady;
  }

  /** For how many seconds revocations may be missing. */
  get ageSeconds(): number {
    return this.freshness.ageSeconds;
  }

  /**
   * Loads keys and revocations and keeps them up to date until `stop`.
   * @throws StartFailed
   */
  async start(): Promise<void> {
    if (this.life) throw new Error('The verifier has been started already');
    const { issuer, startTimeoutSeconds } = this.options;
    const life = (this.life = new AbortController());
    const giveUp = () => void this.end(new Error(`no answer within ${startTimeoutSeconds} s`));
    // Not unref'ed: otherwise a process that only waits for this would end.
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

  /** Retries, because Watchword may be starting at the same moment. Only wrong credentials fail at once. */
  private async connect(signal: AbortSignal): Promise<void> {
    for (;;) {
      try {
        await this.keys.load();
        signal.throwIfAborted();
        return await this.feed.start();
      } catch (error) {
        if (signal.aborted || (error instanceof FeedRefused && error.isFinal)) throw error;
        await sleep(START_PAUSE_MS, undefined, { signal }).catch(() => {
          throw error;
        });
      }
    }
  }
}
