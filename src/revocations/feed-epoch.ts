import type { RevocationHead } from './revocation-head.model.js';

/** Why an epoch began: the feed was new, entries were missing, or the operator restored a backup. */
export type EpochReason = 'first' | 'went_back' | 'rows_gone' | 'head_gone' | 'restored';

/** The head of the feed: its epoch, why that epoch began, and the newest position. */
export interface FeedHead {
  readonly epoch: string;
  readonly reason: EpochReason;
  readonly position: number;
}

const DAY_MS = 86_400_000;
const PUT_BACK = 'Revocations that a running replica still held were put back.';

/** Converts the row of the head. MySQL returns BIGINT as text. */
export function headOf({ epoch, reason, position }: RevocationHead): FeedHead {
  return { epoch, reason, position: Number(position) };
}

/**
 * Returns a note for the operator about the feed, or nothing. Restored rows are reported for a day; a database that was
 * set back is reported until `after-restore` was run.
 */
export function noteOf({ epoch, reason }: Pick<FeedHead, 'epoch' | 'reason'>, now: Date): string | undefined {
  const began = new Date(Number.parseInt(epoch.replaceAll('-', '').slice(0, 12), 16));
  const when = `(noticed ${began.toISOString()})`;
  if (reason === 'went_back')
    return (
      `the database went back to an earlier state ${when}. ${PUT_BACK} ` +
      'Other changes since then are lost, and spent refresh tokens may work again. Run: npm run cli -- after-restore'
    );
  const isMended = reason === 'rows_gone' || reason === 'head_gone';
  if (!isMended || now.getTime() - began.getTime() > DAY_MS) return undefined;
  const what = reason === 'rows_gone' ? 'entries of the revocation feed' : 'the head of the revocation feed';
  return `${what} had been deleted from the database ${when}. ${PUT_BACK}`;
}
