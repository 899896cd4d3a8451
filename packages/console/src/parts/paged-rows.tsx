import type { JSX } from 'preact';
import type { Loaded } from '../calls/use-loaded.js';
import type { ListPage } from '../calls/use-page.js';
import { usePlace, withQuery } from '../page/router.js';
import { t } from '../page/texts.js';
import { ViewLink } from '../page/view-link.js';
import { Rows } from './rows.js';
import { Shown } from './shown.js';

interface PagedRowsProps<T> {
  readonly label: string;
  readonly of: Loaded<ListPage<T>>;
  readonly children: (item: T) => JSX.Element;
}

/** One page of a list, with links to the next one and to the first. */
export function PagedRows<T>({ label, of, children }: PagedRowsProps<T>): JSX.Element {
  return (
    <Shown of={of}>
      {({ items, next }) => (
        <>
          <Rows label={label}>{items.map(children)}</Rows>
          <Steps next={next} />
        </>
      )}
    </Shown>
  );
}

function Steps({ next }: { readonly next: string | undefined }): JSX.Element | null {
  const { after, ...filters } = Object.fromEntries(usePlace().query);
  if (after === undefined && next === undefined) return null;
  return (
    <nav class="steps" aria-label={t('list.pages')}>
      {after !== undefined && <ViewLink to={withQuery(filters)}>{t('list.first')}</ViewLink>}
      {next !== undefined && (
        <ViewLink to={withQuery({ ...filters, after: next })}>{t('list.next')}</ViewLink>
      )}
    </nav>
  );
}
