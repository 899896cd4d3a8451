import type { User } from '@watchword/client';
import type { JSX } from 'preact';
import { call } from '../calls/call.js';
import { useLoaded } from '../calls/use-loaded.js';
import { api } from '../calls/watchword.js';
import { t } from '../page/texts.js';
import { when } from '../page/times.js';
import { ViewLink } from '../page/view-link.js';
import { Facts } from '../parts/facts.js';
import { Shown } from '../parts/shown.js';
import { UserActions } from './user-actions.js';
import { UserRoles } from './user-roles.js';
import { UserSessions } from './user-sessions.js';

/** One user: the stored data, and the actions of an admin. */
export function UserView({ id }: { readonly id: string }): JSX.Element {
  const user = useLoaded(() => call(api.GET('/users/{id}', { params: { path: { id } } })), [id]);
  return (
    <Shown of={user}>
      {(found) => (
        <>
          <Facts facts={factsOf(found)} />
          <UserActions user={found} onChange={user.reload} />
          <p>
            <ViewLink to={`/admin/audit?subject=${id}`}>{t('user.events')}</ViewLink>
            {' · '}
            <ViewLink to={`/admin/audit?actor=${id}`}>{t('user.actions')}</ViewLink>
          </p>
          <UserRoles user={found} onChange={user.reload} />
          <UserSessions id={id} />
        </>
      )}
    </Shown>
  );
}

function factsOf(user: User): readonly (readonly [name: string, value: string])[] {
  const { id, name, displayName, email, emailVerified, locale, disabled, hasPassword } = user;
  const address = email && `${email} (${t(emailVerified ? 'user.verified' : 'user.unverified')})`;
  return [
    [t('profile.name'), name],
    [t('profile.displayName'), displayName ?? '–'],
    [t('address.label'), address ?? '–'],
    [t('profile.locale'), locale ?? '–'],
    [t('user.state'), t(disabled ? 'user.isDisabled' : 'user.isEnabled')],
    [t('users.password'), t(hasPassword ? 'user.hasPassword' : 'user.hasNoPassword')],
    [t('user.since'), when(user.createdAt)],
    [t('user.metadata'), JSON.stringify(user.metadata)],
    [t('user.appMetadata'), JSON.stringify(user.appMetadata)],
    [t('user.id'), id],
  ];
}
