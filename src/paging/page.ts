import { cursorOf } from './cursor.js';

/** One page of a list, and the cursor of the next page if there is one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

/**
 * Builds a page from rows. The query must read one row more than the limit, which tells whether another page follows.
 * The cursor holds the key of the last row on the page.
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
