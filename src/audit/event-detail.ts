/** What an event says beyond who, what and on whom: ids, names of roles and fields, counts. Never a name or a secret. */
export type EventDetail = Readonly<Record<string, string | number | readonly string[]>>;

const MOST_LISTED = 10;

/** The JSON that is stored. Lists are cut, so that whoever has a hundred roles does not fill the log. */
export function textOf(detail: EventDetail): string {
  return JSON.stringify(detail, (_, value: unknown) => (Array.isArray(value) ? shortened(value) : value));
}

function shortened(list: unknown[]): unknown[] {
  if (list.length <= MOST_LISTED) return list;
  return [...list.slice(0, MOST_LISTED), `and ${list.length - MOST_LISTED} more`];
}

/** Reads what is stored. Somebody may have changed it past the service; that must not keep the rest from being read. */
export function detailOf(text: string): EventDetail {
  try {
    return JSON.parse(text) as EventDetail;
  } catch {
    return { unreadable: text };
  }
}
