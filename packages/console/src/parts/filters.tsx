import type { ComponentChildren, JSX } from 'preact';
import { go, withQuery } from '../page/router.js';
import { t } from '../page/texts.js';
import { Form } from './form.js';

/** Fields that filter a list. Their values are part of the URL. */
export function Filters({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return (
    <search class="filters">
      <Form button={t('list.search')} submit={(typed) => Promise.resolve(go(withQuery(typed)))}>
        {children}
      </Form>
    </search>
  );
}
