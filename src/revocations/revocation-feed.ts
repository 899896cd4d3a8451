import { Injectable } from '@nestjs/common';
import { Unavailable } from '../common/common.errors.js';
import { Config } from '../config/config.js';
import { cursorOf, type FeedPlace, markOf, parseCursor, placeBehind } from './feed-cursor.js';
import { RevocationMemory } from './revocation-memory.js';
import { RevocationDto, type RevocationsDto } from './revocation.dto.js';
import { CursorGone } from './revocations.errors.js';
import { RevocationsService } from './revocations.service.js';

/** Maximum number of entries of a page. */
export const PAGE = 500;

/** Returns the feed to other services page by page. RevocationStreams sends it as server-sent events. */
@Injectable()
export class RevocationFeed {
  constructor(
    private readonly revocations: RevocationsService,
    private readonly memory: RevocationMemory,
    private readonly config: Config,
  ) {}

  /**
   * Returns at most 500 entries after the cursor. A successful response proves that the feed is fresh.
   * @throws ValidationFailed, CursorGone, Unavailable
   */
  async page(cursor: string | undefined): Promise<RevocationsDto> {
    this.memory.freshness.require();
    const place = await this.placeOf(cursor);
    const entries = await this.revocations.after(place.position, PAGE);
    const last = entries.at(-1);
    const next = cursorOf(last ? placeBehind(place.epoch, last) : place);
    return { revocations: entries.map(RevocationDto.of), next, accessTokenTtl: this.config.ACCESS_TOKEN_TTL };
  }

  /**
   * Returns the place of a cursor; without one, the place before the oldest entry. A place is valid when it belongs to
   * this epoch, is not beyond the head, and still has the entry that the reader saw there, or none because it was
   * deleted on schedule.
   * @throws ValidationFailed, CursorGone, Unavailable
   */
  async placeOf(cursor: string | undefined): Promise<FeedPlace> {
    const place = cursor === undefined ? undefined : parseCursor(cursor);
    const head = await this.revocations.head();
    if (!head) throw new Unavailable('The revocation feed is being repaired. Try again in a moment.');
    if (!place) return { epoch: head.epoch, position: 0 };
    const found = await this.revocations.upTo(place.position);
    const isSame = !found || (found.position === place.position && markOf(found.id) === place.mark);
    if (place.epoch !== head.epoch || place.position > head.position || !isSame) throw new CursorGone();
    return place;
  }
}
