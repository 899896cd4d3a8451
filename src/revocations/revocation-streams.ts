import type { ServerResponse } from 'node:http';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Unavailable } from '../common/common.errors.js';
import type { ServiceClient } from '../common/principal.js';
import type { FeedPlace } from './feed-cursor.js';
import type { RevocationEntry } from './revocation-entry.js';
import { PAGE } from './revocation-feed.js';
import { RevocationMemory } from './revocation-memory.js';
import { RevocationPages } from './revocation-pages.js';
import { RevocationStream } from './revocation-stream.js';
import { TooManyStreams } from './revocations.errors.js';
import { RevocationsService } from './revocations.service.js';

const HEARTBEAT_MS = 5000;
/**
 * Maximum number of streams per client. It is enough for the instances of one service, including streams that were just
 * disconnected.
 */
const MAX_STREAMS_PER_CLIENT = 100;
const MAX_STREAMS = 1000;
const RETRY_AFTER_SECONDS = 5;

/** Sends the feed as server-sent events. */
@Injectable()
export class RevocationStreams implements BeforeApplicationShutdown {
  private readonly streams = new Set<RevocationStream>();
  private readonly pages: RevocationPages;
  private isAdvancing = false;
  private isShuttingDown = false;

  constructor(
    revocations: RevocationsService,
    private readonly memory: RevocationMemory,
    private readonly clock: Clock,
  ) {
    this.pages = new RevocationPages((position) => revocations.after(position, PAGE));
    memory.on('entry', (entry) => this.receive(entry));
    memory.on('restart', () => this.breakOff());
  }

  /**
   * Sends every entry after the place, then each new one within a second, until the reader disconnects. The stream ends
   * when the reader's client is changed or deleted, when the token or secret that opened it becomes invalid, when a new
   * epoch begins, when the reader reads nothing for 10 s, or when entries cannot be loaded. Readers that are still
   * allowed can reconnect. @throws TooManyStreams, Unavailable before the stream is opened
   */
  async follow(place: FeedPlace, reader: ServiceClient, open: () => ServerResponse): Promise<void> {
    this.refuseTooMany(reader);
    const stream = new RevocationStream(place, reader, open(), this.pages);
    if (this.isShuttingDown) stream.end();
    if (stream.isOver) return;
    this.streams.add(stream);
    const heartbeat = setInterval(() => this.beat(stream, heartbeat), HEARTBEAT_MS).unref();
    await stream.advance();
    this.beat(stream, heartbeat);
  }

  /** Number of open streams. */
  get size(): number {
    return this.open().length;
  }

  /** Ends all streams, which would otherwise delay the end of the process. Readers reconnect at once. */
  beforeApplicationShutdown(): void {
    this.isShuttingDown = true;
    for (const stream of this.streams) stream.end();
  }

  /** Ends all streams at once. The feed begins anew, so no reader's place is valid any longer. */
  private breakOff(): void {
    this.pages.renew();
    for (const stream of this.streams) stream.breakOff();
  }

  private refuseTooMany({ subject }: ServiceClient): void {
    const open = this.open();
    if (open.filter(({ reader }) => reader.subject === subject).length >= MAX_STREAMS_PER_CLIENT)
      throw new TooManyStreams(undefined, { retryAfter: RETRY_AFTER_SECONDS });
    if (open.length >= MAX_STREAMS)
      throw new Unavailable('Too many streams are open here.', { retryAfter: RETRY_AFTER_SECONDS });
  }

  /** Returns the open streams and drops the others. */
  private open(): RevocationStream[] {
    for (const stream of this.streams) if (stream.isOver) this.streams.delete(stream);
    return [...this.streams];
  }

  private receive({ type, subject }: RevocationEntry): void {
    // This comes before any reader is notified: a page requested earlier may lack the entry.
    this.pages.renew();
    if (type === 'client')
      for (const stream of this.streams) if (stream.reader.subject === subject) stream.breakOff();
    if (this.isAdvancing) return;
    // Hundreds of entries may arrive at once, and they are written in pages.
    this.isAdvancing = true;
    setImmediate(() => this.advance());
  }

  private advance(): void {
    this.isAdvancing = false;
    for (const stream of this.open()) {
      if (this.hasEnded(stream.reader)) stream.breakOff();
      else void stream.advance();
    }
  }

  private beat(stream: RevocationStream, heartbeat: NodeJS.Timeout): void {
    if (this.hasEnded(stream.reader)) stream.breakOff();
    if (stream.isOver) clearInterval(heartbeat);
    else if (!this.memory.freshness.isStale) stream.beat();
  }

  /** Returns whether the token or secret that opened the stream has become invalid. */
  private hasEnded(reader: ServiceClient): boolean {
    return reader.expiresAt * 1000 <= this.clock.now().getTime() || this.memory.isRevoked(reader);
  }
}
