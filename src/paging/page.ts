import { cursorOf } from './cursor.js';

/** One page of a list, and the cursor of the next where there is one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

/**
 * Makes a page of rows that were read: one row more than the limit, which tells whether another page follows. The
 * cursor is made of the key of the last row that is shown.
 */
export function pageOf<Row, T>(
  rows: readonly Row[],
  limit: number,
  keyOfRow: (row: Row) => string,
  show: (row: Row) => T,
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next = last !== undefined && rows.length > limit ? cursorOf(keyOfRow(last)) : undefined;
  return { items: shown.map((row) => show(row)), next };
}
