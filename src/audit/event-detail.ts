/** Further facts of an event: ids, names of roles and fields, counts. It never contains users' names or secrets. */
export type EventDetail = Readonly<Record<string, string | number | readonly string[]>>;

const MAX_LISTED = 10;

/** Returns the stored JSON. Long lists are shortened, so that a user with a hundred roles does not fill the log. */
export function textOf(detail: EventDetail): string {
  return JSON.stringify(detail, (_, value: unknown) => (Array.isArray(value) ? shortened(value) : value));
}

function shortened(list: unknown[]): unknown[] {
  if (list.length <= MAX_LISTED) return list;
  return [...list.slice(0, MAX_LISTED), `and ${list.length - MAX_LISTED} more`];
}

/**
 * Parses the stored JSON. Invalid JSON, which someone has written without the service, is returned as `unreadable`, so
 * that the other events can still be read.
 */
export function detailOf(text: string): EventDetail {
  try {
    return JSON.parse(text) as EventDetail;
  } catch {
    return { unreadable: text };
  }
}
