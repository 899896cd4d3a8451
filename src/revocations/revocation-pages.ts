import { cursorOf, type FeedPlace, placeBehind } from './feed-cursor.js';
import type { RevocationEntry } from './revocation-entry.js';
import { RevocationDto } from './revocation.dto.js';

/** Entries encoded for a stream, and the place after the last of them. */
export interface EventPage {
  readonly place: FeedPlace;
  /** Empty when there are no more entries for now. */
  readonly text: Buffer;
}

/** One query, and the callers that wait for it. */
interface Reading {
  readonly place: FeedPlace;
  readonly page: Promise<EventPage>;
  readonly run: () => Promise<void>;
}

/**
 * Loads pages for all streams of a replica. Readers at the same place share one query and one encoded text. Only one
 * page is read at a time, so that many slow readers do not load the database. The newest place is read first, so that
 * slow readers do not delay new revocations for the others.
 */
export class RevocationPages {
  /** Waiting queries by the cursor of their place. */
  private readonly waiting = new Map<string, Reading>();
  private current?: Reading;
  private isReading = false;

  constructor(private readonly read: (position: number) => Promise<RevocationEntry[]>) {}

  /** Returns the page after the place. @throws when the database does not respond */
  after(place: FeedPlace): Promise<EventPage> {
    const cursor = cursorOf(place);
    const isCurrent = this.current !== undefined && cursorOf(this.current.place) === cursor;
    const shared = isCurrent ? this.current : this.waiting.get(cursor);
    if (shared) return shared.page;
    const reading = this.readingOf(place);
    this.waiting.set(cursor, reading);
    void this.readAll();
    return reading.page;
  }

  /** Stops sharing queries that have already started, because they may lack a new entry. */
  renew(): void {
    this.current = undefined;
  }

  private readingOf(place: FeedPlace): Reading {
    let run!: Reading['run'];
    const page = new Promise<EventPage>((resolve, reject) => {
      run = () => this.read(place.position).then((entries) => resolve(pageOf(entries, place)), reject);
    });
    return { place, page, run };
  }

  private async readAll(): Promise<void> {
    if (this.isReading) return;
    this.isReading = true;
    while (this.waiting.size > 0) {
      const furthest = [...this.waiting.values()].reduce((one, other) =>
        other.place.position > one.place.position ? other : one,
      );
      this.current = furthest;
      this.waiting.delete(cursorOf(furthest.place));
      await furthest.run();
      this.current = undefined;
    }
    this.isReading = false;
  }
}

function pageOf(entries: readonly RevocationEntry[], place: FeedPlace): EventPage {
  const last = entries.at(-1);
  return {
    place: last ? placeBehind(place.epoch, last) : place,
    text: Buffer.from(entries.map((entry) => eventOf(entry, place.epoch)).join('')),
  };
}

function eventOf(entry: RevocationEntry, epoch: string): string {
  const id = cursorOf(placeBehind(epoch, entry));
  return `event: revocation\nid: ${id}\ndata: ${JSON.stringify(RevocationDto.of(entry))}\n\n`;
}
