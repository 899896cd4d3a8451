import type { EpochReason, FeedHead } from './feed-epoch.js';
import type { RevocationEntry } from './revocation-entry.js';

/** How far a replica has read: the epoch, the position and the entry at that position. */
export interface Progress {
  readonly epoch?: string;
  readonly position: number;
  readonly entry?: RevocationEntry;
}

/**
 * The result of a read: the entries from the position of the progress on, which are read first, then the head. If it is
 * `whole`, there are no more entries.
 */
export interface Look {
  readonly entries: readonly RevocationEntry[];
  readonly isWhole: boolean;
  readonly head: FeedHead | undefined;
}

/** A fault of the feed. `followed`: another replica noticed it first and started a new epoch. */
export type FeedFault = Exclude<EpochReason, 'first' | 'restored'> | 'followed';

/**
 * Returns the fault if the entries just read do not continue those known before. Two entries are known: the last entry
 * that was read, and the newest entry from elsewhere, written by this replica or pushed by another. The entries were
 * read before the head, so the head cannot be behind them.
 */
export function faultOf(
  { epoch, position, entry }: Progress,
  newest: RevocationEntry | undefined,
  { entries, isWhole, head }: Look,
  mayMatter: (entry: RevocationEntry) => boolean,
): FeedFault | undefined {
  if (!head) return 'head_gone';
  if (epoch !== undefined && head.epoch !== epoch) return 'followed';
  const last = entries.at(-1)?.position ?? 0;
  if (head.position < Math.max(position, newest?.position ?? 0, last)) return 'went_back';

  const inSight = (one: RevocationEntry) => one.position >= position && (isWhole || one.position <= last);
  for (const known of [entry, newest].filter((one) => one !== undefined).filter(inSight)) {
    const found = entries.find((one) => one.position === known.position);
    if (found && found.id !== known.id) return 'went_back';
    if (!found && mayMatter(known)) return 'rows_gone'; // an older one was deleted on schedule
  }
  return undefined;
}
