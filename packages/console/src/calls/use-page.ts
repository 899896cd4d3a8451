import { usePlace } from '../page/router.js';
import { call, type Sent } from './call.js';
import { type Loaded, useLoaded } from './use-loaded.js';

/** One page of a list, with the cursor of the next. */
export interface ListPage<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

/** Number of items on a page. */
export const PAGE_SIZE = 25;

/** The parameters of a list in the URL: its filters, and the item after which the page begins. */
export type ListQuery<Name extends string> = Readonly<Partial<Record<Name | 'after', string>>> & {
  readonly limit: number;
};

/** Loads the page of a list that the URL names, so that the browser's back button leads to the previous page. */
export function usePage<T, Name extends string = never>(
  list: (query: ListQuery<Name>) => Sent<T[]>,
  filters: readonly Name[] = [],
): Loaded<ListPage<T>> {
  const { query } = usePlace();
  const given = [...filters, 'after'].flatMap((name) => {
    const value = query.get(name);
    return value ? [[name, value] as const] : [];
  });
  const load = async () => {
    const sent = list({ ...Object.fromEntries(given), limit: PAGE_SIZE } as unknown as ListQuery<Name>);
    const items = await call(sent);
    const { response } = await sent;
    return { items, next: response.headers.get('x-next-cursor') ?? undefined };
  };
  return useLoaded(load, [query.toString()]);
}
