import { setTimeout as sleep } from 'node:timers/promises';
import { FeedAttempt } from './feed-attempt.js';
import { FeedClient, type FeedMessage, FeedRefused } from './feed-client.js';
import type { Freshness } from './freshness.js';
import { parseRevocation } from './revocation.js';
import type { RevocationMemory } from './revocation-memory.js';
import type { Report } from './verifier-events.js';
import type { CompleteOptions } from './verifier-options.js';

const FIRST_PAUSE_MILLISECONDS = 100;
/** Watchword cannot be reached: it is back in a moment, and what is revoked then must be heard within a second. */
const LONGEST_PAUSE_MILLISECONDS = 500;
/** Watchword answers, but with an error: it may have too much to do. */
const LONGEST_PAUSE_WHEN_REFUSED_MILLISECONDS = 2000;

/** Follows Watchword's revocations into the memory: by page up to now, then by stream, and again when that breaks off. */
export class RevocationFeed {
  private readonly client: FeedClient;
  private attempt?: FeedAttempt;
  private cursor?: string;
  private failures = 0;
  private longestPause = LONGEST_PAUSE_MILLISECONDS;
  private isStopped = true;
  private following: Promise<void> = Promise.resolve();

  constructor(
    private readonly options: CompleteOptions,
    private readonly memory: RevocationMemory,
    private readonly freshness: Freshness,
    private readonly report: Report,
  ) {
    this.client = new FeedClient(options.issuer, options.clientId, options.clientSecret);
  }

  /** Reads up to now and opens the stream. Throws when that fails at first; later failures are repaired unseen. */
  async start(): Promise<void> {
    this.isStopped = false;
    const messages = await this.connect();
    this.following = this.follow(messages);
  }

  /** Ends the stream and all attempts to open it. */
  async stop(reason: Error): Promise<void> {
    this.isStopped = true;
    this.attempt?.end(reason);
    await this.following;
  }

  /** Runs until `stop` and never rejects, because nobody waits for it. */
  private async follow(messages: AsyncIterable<FeedMessage>): Promise<void> {
    let open: AsyncIterable<FeedMessage> | undefined = messages;
    while (!this.isStopped) {
      try {
        await this.listen(open ?? (await this.connect()));
      } catch (error) {
        this.lost(error as Error);
      }
      open = undefined;
      await this.pause();
    }
  }

  private async connect(): Promise<AsyncIterable<FeedMessage>> {
    const attempt = this.beginAttempt();
    const cursor = await this.catchUp(attempt);
    const messages = await this.client.stream(cursor, attempt.signal);
    this.report({ type: 'connected' });
    return messages;
  }

  /** The last page is empty: Watchword has nothing more to tell, so it is certain that nothing is missing. */
  private async catchUp(attempt: FeedAttempt): Promise<string> {
    for (;;) {
      const { revocations, next } = await this.client.page(this.cursor, attempt.signal);
      for (const entry of revocations) this.take(entry);
      this.cursor = next;
      attempt.heard();
      if (revocations.length === 0) break;
    }
    this.freshness.renew();
    return this.cursor;
  }

  private async listen(messages: AsyncIterable<FeedMessage>): Promise<never> {
    for await (const { revocation, cursor } of messages) {
      if (revocation !== undefined) this.take(revocation);
      if (cursor) this.cursor = cursor;
      this.freshness.renew();
      this.attempt?.heard();
      this.failures = 0;
    }
    throw new Error('Watchword ended the stream');
  }

  private take(entry: unknown): void {
    const revocation = parseRevocation(entry);
    if (!revocation) return;
    this.memory.add(revocation);
    this.report({ type: 'revoked', revocation });
  }

  private lost(error: Error): void {
    if (this.isStopped) return;
    this.longestPause =
      error instanceof FeedRefused ? LONGEST_PAUSE_WHEN_REFUSED_MILLISECONDS : LONGEST_PAUSE_MILLISECONDS;
    if (error instanceof FeedRefused && error.isAboutCursor) this.cursor = undefined;
    this.report({ type: 'disconnected', error });
  }

  /** Longer from failure to failure, and never the same for two services, so that they do not return all at once. */
  private async pause(): Promise<void> {
    const { signal } = this.beginAttempt();
    const longest = Math.min(FIRST_PAUSE_MILLISECONDS * 2 ** this.failures++, this.longestPause);
    await sleep(longest * (0.5 + Math.random() / 2), undefined, { ref: false, signal }).catch(
      () => undefined,
    );
  }

  /** One attempt at a time: what the last one left open is closed. */
  private beginAttempt(): FeedAttempt {
    this.attempt?.end();
    this.attempt = new FeedAttempt(this.options.silentAfterSeconds);
    if (this.isStopped) this.attempt.end();
    return this.attempt;
  }
}
