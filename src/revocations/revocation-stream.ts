import type { ServerResponse } from 'node:http';
import type { ServiceClient } from '../common/principal.js';
import { coalesce } from '../common/coalesce.js';
import { cursorOf, type FeedPlace } from './feed-cursor.js';
import type { RevocationPages } from './revocation-pages.js';

/** How long a reader may read nothing before it is disconnected, in milliseconds. It can resume at its place. */
export const UNREAD_TIMEOUT_MS = 10_000;

/**
 * One reader of the feed. While its buffer is full, nothing is read or written for it, so that even a slow reader needs
 * at most one page of memory.
 */
export class RevocationStream {
  private readonly pump: () => Promise<void>;
  private isCaughtUp = false;

  constructor(
    private place: FeedPlace,
    readonly reader: ServiceClient,
    private readonly response: ServerResponse,
    private readonly pages: RevocationPages,
  ) {
    this.pump = coalesce(
      () => this.breakOff(),
      () => this.writeAll(),
    );
    response.on('drain', () => void this.pump());
    response.setTimeout(UNREAD_TIMEOUT_MS, () => response.writableNeedDrain && this.breakOff());
  }

  /** Writes all new entries. Resolves when all are written or the reader's buffer is full. */
  advance(): Promise<void> {
    this.isCaughtUp = false;
    return this.pump();
  }

  /** Sends a heartbeat if the reader has received all entries so far. */
  beat(): void {
    if (this.isCaughtUp && this.takesMore)
      this.response.write(`event: heartbeat\nid: ${cursorOf(this.place)}\ndata: {}\n\n`);
  }

  /** Ends the stream after everything that is written, or at once when the reader does not read it. */
  end(): void {
    if (this.response.writableNeedDrain) this.breakOff();
    else this.response.end();
  }

  /** Ends the stream at once. */
  breakOff(): void {
    this.response.destroy();
  }

  /**
   * Whether the reader has disconnected. This must be polled: a response queued behind another on the same connection
   * never emits `close`.
   */
  get isOver(): boolean {
    return this.response.writableEnded || this.response.destroyed || this.response.req.socket.destroyed;
  }

  private get takesMore(): boolean {
    return !this.isOver && !this.response.writableNeedDrain;
  }

  private async writeAll(): Promise<void> {
    while (this.takesMore) {
      const { place, text } = await this.pages.after(this.place);
      if (this.isOver) return;
      this.isCaughtUp = text.length === 0;
      if (this.isCaughtUp) return;
      this.place = place;
      this.response.write(text);
    }
  }
}
