import type { JSX } from 'preact';
import { t } from '../page/texts.js';
import { ViewLink } from '../page/view-link.js';
import { menuOf } from './views.js';

/** The views of the account, or of the administration. */
export function Menu({ path, isAdmin }: { readonly path: string; readonly isAdmin: boolean }): JSX.Element {
  return (
    <nav class="menu" aria-label={t('menu.views')}>
      <ul>
        {menuOf(path, isAdmin).map(({ path: to, title }) => (
          <li key={to}>
            <ViewLink to={to} isCurrent={path === to}>
              {t(title)}
            </ViewLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
