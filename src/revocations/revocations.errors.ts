import { problem } from '../common/problem.js';

/**
 * The cursor's place belongs to an older epoch, does not exist yet, or now has another entry. The reader must start
 * again.
 */
export class CursorGone extends problem(410, 'cursor_gone', 'The feed must be read from its beginning') {}

/** The client has opened the maximum number of streams at this replica. */
export class TooManyStreams extends problem(
  429,
  'too_many_streams',
  'The client has too many streams of the feed open',
) {}
