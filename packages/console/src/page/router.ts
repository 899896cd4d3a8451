import { useEffect, useState } from 'preact/hooks';
import { page } from './page.js';

/** The current view: the path without its prefix, and the query. */
export interface Place {
  readonly path: string;
  readonly query: URLSearchParams;
}

const listeners = new Set<() => void>();
const changed = () => listeners.forEach((listener) => listener());

/** Returns the current view. */
export function place(): Place {
  const { pathname, search } = location;
  return { path: pathname.slice(page.base.length).replace(/\/$/, ''), query: new URLSearchParams(search) };
}

/** Returns the current view as a hook: its component is rendered again when the view changes. */
export function usePlace(): Place {
  const [here, setHere] = useState(place);
  useEffect(() => {
    const look = () => setHere(place());
    listeners.add(look);
    return () => void listeners.delete(look);
  }, []);
  return here;
}

/** Shows another view without loading the page. */
export function go(to: string): void {
  history.pushState(undefined, '', addressOf(to));
  changed();
  scrollTo(0, 0);
}

/** Returns the path of the current view with another query, without empty values. */
export function withQuery(values: Readonly<Record<string, string | undefined>>): string {
  const { path } = place();
  const given = Object.entries(values).filter((entry): entry is [string, string] => !!entry[1]);
  const query = new URLSearchParams(given).toString();
  return query === '' ? path : `${path}?${query}`;
}

/** Returns a path of the service as the browser sees it. */
export const addressOf = (path: string): string => page.base + path;

/** Returns the address of the sign-in that redirects back to this view. */
export function signInAddress(): string {
  const { pathname, search } = location;
  return addressOf(`/sign-in?return_to=${encodeURIComponent(pathname + search)}`);
}

/** Handles clicks on links to views, and the browser's back button. */
export function followLinks(): void {
  addEventListener('popstate', changed);
  document.addEventListener('click', (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[data-view]');
    if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(link.dataset.view!);
  });
}
