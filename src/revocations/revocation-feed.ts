import type { ServerResponse } from 'node:http';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Unavailable } from '../common/common.errors.js';
import { serially } from '../common/serially.js';
import type { ServiceClient } from '../common/principal.js';
import { invalidField } from '../common/validation.js';
import type { RevocationEntry } from './revocation-entry.js';
import { RevocationMemory } from './revocation-memory.js';
import { RevocationDto, type RevocationsDto } from './revocation.dto.js';
import { RevocationsService } from './revocations.service.js';

const PAGE = 500;
const HEARTBEAT_MILLISECONDS = 5000;
/** A reader that takes nothing for this many bytes is cut off: it resumes where it was. */
const MOST_UNREAD_BYTES = 1_000_000;

/** The feed as other services read it: by page, or as server-sent events. */
@Injectable()
export class RevocationFeed implements BeforeApplicationShutdown {
  private readonly readers = new Set<ServerResponse>();
  private readonly pages = new Map<number, Promise<RevocationEntry[]>>();
  private isShuttingDown = false;

  constructor(
    private readonly revocations: RevocationsService,
    private readonly memory: RevocationMemory,
    private readonly clock: Clock,
  ) {
    // Before any reader hears of an entry: a page that was asked for earlier may lack it.
    memory.on('entry', () => this.pages.clear());
  }

  /** At most 500 entries after the cursor. An answer proves that the feed is fresh. @throws ValidationFailed, Unavailable */
  async page(cursor: string | undefined): Promise<RevocationsDto> {
    const position = this.positionOf(cursor);
    if (this.memory.isStale) throw new Unavailable('The revocation feed is behind. Try again in a moment.');
    const entries = await this.revocations.after(position, PAGE);
    return { revocations: entries.map(RevocationDto.of), next: String(entries.at(-1)?.position ?? position) };
  }

  /** Reads a cursor; without one, the feed begins with the oldest entry. @throws ValidationFailed */
  positionOf(cursor = '0'): number {
    if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
    throw invalidField('after', 'must be a cursor of this feed');
  }

  /**
   * Writes every entry after the position, then each new one within a second, until the reader leaves. It ends when the
   * reader's client is changed or removed, when its token expires or is revoked, and when entries cannot be read: whoever
   * may, comes back.
   */
  async stream(start: number, reader: ServiceClient, response: ServerResponse): Promise<void> {
    if (this.isShuttingDown) return void response.end();
    let position = start;
    const breakOff = () => void response.destroy();
    const pump = serially(breakOff, async () => {
      for (let entries = await this.after(position); entries.length > 0;) {
        position = entries.at(-1)?.position ?? position;
        for (const entry of entries) write(response, eventOf(entry));
        entries = await this.after(position);
      }
    });
    const onEntry = ({ type, subject }: RevocationEntry) =>
      (type === 'client' && subject === reader.subject) || this.hasEnded(reader) ? breakOff() : void pump();
    const beat = () => {
      if (this.hasEnded(reader)) breakOff();
      else if (!this.memory.isStale) write(response, `event: heartbeat\nid: ${position}\ndata: {}\n\n`);
    };
    const heartbeat = setInterval(beat, HEARTBEAT_MILLISECONDS).unref();
    this.memory.on('entry', onEntry);
    this.readers.add(response);
    response.once('close', () => {
      clearInterval(heartbeat);
      this.memory.off('entry', onEntry);
      this.readers.delete(response);
    });
    await pump();
    beat();
  }

  /** Streams never end by themselves, and would hold up the end of the process; readers come back at once. */
  beforeApplicationShutdown(): void {
    this.isShuttingDown = true;
    for (const reader of this.readers) reader.end();
  }

  /** Whether a token opened the stream that does not count any more. A secret counts until its client changes. */
  private hasEnded(reader: ServiceClient): boolean {
    if (reader.tokenId === '') return false;
    return reader.expiresAt * 1000 <= this.clock.now().getTime() || this.memory.isRevoked(reader);
  }

  /** One page. Of all readers who stand at the same place, one asks the database. */
  private after(position: number): Promise<RevocationEntry[]> {
    const asked = this.pages.get(position);
    if (asked) return asked;
    const page = this.revocations.after(position, PAGE).finally(() => {
      if (this.pages.get(position) === page) this.pages.delete(position);
    });
    this.pages.set(position, page);
    return page;
  }
}

function eventOf(entry: RevocationEntry): string {
  return `event: revocation\nid: ${entry.position}\ndata: ${JSON.stringify(RevocationDto.of(entry))}\n\n`;
}

function write(response: ServerResponse, text: string): void {
  if (response.writableLength > MOST_UNREAD_BYTES) response.destroy();
  else if (response.writable) response.write(text);
}
