import { invalidField } from '../common/invalid-field.js';
import { CursorGone } from './revocations.errors.js';
import type { RevocationEntry } from './revocation-entry.js';

/** The example of a cursor in the documentation. */
export const CURSOR_EXAMPLE = '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c.42.6f1b2c3d4e5f';

const FORM = /^([0-9a-f-]{36})\.(\d{1,15})(?:\.([0-9a-f]{12}))?$/;
const FORM_WITHOUT_EPOCH = /^\d{1,15}$/;
const MARK_LENGTH = 12;

/** A reader's place in the feed. The mark is the random end of the id of the entry there. */
export interface FeedPlace {
  readonly epoch: string;
  readonly position: number;
  readonly mark?: string;
}

/** Returns the place right after an entry. */
export function placeBehind(epoch: string, { position, id }: RevocationEntry): FeedPlace {
  return { epoch, position, mark: markOf(id) };
}

/** Returns the mark, which distinguishes an entry from another one that took its position. */
export function markOf(id: string): string {
  return id.slice(-MARK_LENGTH);
}

/** Encodes a place as a cursor for readers. */
export function cursorOf({ epoch, position, mark }: FeedPlace): string {
  return [epoch, position, mark].filter((part) => part !== undefined).join('.');
}

/**
 * Parses a cursor. @throws ValidationFailed when it is not a cursor, CursorGone when it comes from a version without
 * epochs
 */
export function parseCursor(cursor: string): FeedPlace {
  if (FORM_WITHOUT_EPOCH.test(cursor)) throw new CursorGone();
  const [, epoch, position, mark] = FORM.exec(cursor) ?? [];
  if (epoch === undefined) {
    throw invalidField('after', { rule: 'not_a_cursor', message: 'must be a cursor of this feed' });
  }
  return { epoch, position: Number(position), mark };
}
