import type { Actor } from '../common/actor.js';
import type { EventDetail } from './event-detail.js';
import type { EventType } from './event-types.js';

/** An event to be recorded. */
export interface NewAuditEvent {
  readonly type: EventType;
  readonly actor: Actor;
  /** The affected user if there is one, else the client, role or key. Null when none was found. */
  readonly subject: string | null;
  readonly detail?: EventDetail;
}
