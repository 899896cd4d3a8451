import type { Actor } from '../common/actor.js';
import type { EventDetail } from './event-detail.js';
import type { EventType } from './event-types.js';

/** Something that happened, as whoever did it tells it. */
export interface Happening {
  readonly type: EventType;
  readonly actor: Actor;
  /** On whom: a user wherever there is one, else the client, role or key. Null where nobody was found. */
  readonly subject: string | null;
  readonly detail?: EventDetail;
}
