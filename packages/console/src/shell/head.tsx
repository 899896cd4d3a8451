import type { JSX } from 'preact';
import type { User } from '@watchword/client';
import { watchword } from '../calls/watchword.js';
import { page } from '../page/page.js';
import { t } from '../page/texts.js';
import { ViewLink } from '../page/view-link.js';

/** The name of the service, links to the account and the administration, and the signed-in user. */
export function Head({ user, isAdmin }: { readonly user: User; readonly isAdmin: boolean }): JSX.Element {
  return (
    <header>
      <p class="brand">
        {page.logo === undefined ? page.service : <img src={page.logo} alt={page.service} height={32} />}
      </p>
      <nav aria-label={t('menu.areas')}>
        <ViewLink to="/account">{t('menu.account')}</ViewLink>
        {isAdmin && <ViewLink to="/admin">{t('menu.admin')}</ViewLink>}
      </nav>
      <button type="button" class="quiet who" popovertarget="who">
        {user.displayName ?? user.name}
      </button>
      <div id="who" popover="auto">
        <p>{t('menu.signedInAs', { name: user.name })}</p>
        <button type="button" onClick={() => void watchword.signOut()}>
          {t('menu.signOut')}
        </button>
      </div>
    </header>
  );
}
