import { setTimeout as sleep } from 'node:timers/promises';
import { parseRevocation } from '@watchword/protocol';
import { FeedAttempt } from './feed-attempt.js';
import { FeedClient, type FeedMessage, FeedRefused } from './feed-client.js';
import type { Freshness } from './freshness.js';
import type { RevocationMemory } from './revocation-memory.js';
import type { TokenLifetime } from './token-lifetime.js';
import type { Report } from './verifier-events.js';
import type { CompleteOptions } from './verifier-options.js';

const FIRST_PAUSE_MS = 100;
/**
 * Maximum pause while Watchword is unreachable. It is short, so that revocations arrive within a second once it is
 * back.
 */
const MAX_PAUSE_MS = 500;
/** Maximum pause while Watchword returns errors: it may be overloaded. */
const MAX_PAUSE_WHEN_REFUSED_MS = 2000;

/**
 * Keeps the revocations in memory up to date: it reads pages up to now, then follows the stream, and repeats this when
 * the stream breaks off.
 */
export class RevocationFeed {
  private readonly client: FeedClient;
  private attempt?: FeedAttempt;
  private cursor?: string;
  private failures = 0;
  private longestPause = MAX_PAUSE_MS;
  private isStopped = true;
  private following: Promise<void> = Promise.resolve();

  constructor(
    private readonly options: CompleteOptions,
    private readonly memory: RevocationMemory,
    private readonly freshness: Freshness,
    private readonly lifetime: TokenLifetime,
    private readonly report: Report,
  ) {
    this.client = new FeedClient(options.issuer, options.clientId, options.clientSecret);
  }

  /**
   * Reads the feed up to now and opens the stream. Later failures are repaired in the background. @throws when the
   * first attempt fails
   */
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

  /** Runs until `stop`. It never rejects, because nothing awaits it. */
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

  /** Reads pages until one is empty, which means that no revocation is missing. */
  private async catchUp(attempt: FeedAttempt): Promise<string> {
    for (;;) {
      const { revocations, next, accessTokenTtl } = await this.client.page(this.cursor, attempt.signal);
      if (this.mustBeginAnew(accessTokenTtl)) continue;
      for (const entry of revocations) this.take(entry);
      this.cursor = next;
      attempt.heard();
      if (revocations.length === 0) break;
    }
    this.freshness.renew();
    return this.cursor;
  }

  /**
   * Returns whether to read the feed again from its beginning: if tokens live longer than revocations were remembered,
   * dropped ones may be needed again.
   */
  private mustBeginAnew(accessTokenTtl: number | undefined): boolean {
    if (accessTokenTtl === undefined) return false;
    this.lifetime.learn(accessTokenTtl);
    if (!this.memory.holdFor(accessTokenTtl)) return false;
    this.cursor = undefined;
    return true;
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
    this.longestPause = error instanceof FeedRefused ? MAX_PAUSE_WHEN_REFUSED_MS : MAX_PAUSE_MS;
    if (error instanceof FeedRefused && error.isAboutCursor) this.cursor = undefined;
    this.report({ type: 'disconnected', error });
  }

  /** Waits longer after each failure, with a random part, so that not all services reconnect at once. */
  private async pause(): Promise<void> {
    const { signal } = this.beginAttempt();
    const longest = Math.min(FIRST_PAUSE_MS * 2 ** this.failures++, this.longestPause);
    await sleep(longest * (0.5 + Math.random() / 2), undefined, { ref: false, signal }).catch(
      () => undefined,
    );
  }

  /** Starts an attempt and ends the previous one. */
  private beginAttempt(): FeedAttempt {
    this.attempt?.end();
    this.attempt = new FeedAttempt(this.options.silentAfterSeconds);
    if (this.isStopped) this.attempt.end();
    return this.attempt;
  }
}
