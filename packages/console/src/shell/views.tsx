import type { JSX } from 'preact';
import { AuditView } from '../audit/audit-view.js';
import { ClientsView } from '../clients/clients-view.js';
import { EventsView } from '../events/events-view.js';
import { FactorsView } from '../factors/factors-view.js';
import { HealthView } from '../health/health-view.js';
import { KeysView } from '../keys/keys-view.js';
import { MailsView } from '../mails/mails-view.js';
import { OwnDataView } from '../own-data/own-data-view.js';
import type { TextKey } from '../page/texts.js';
import { PasswordView } from '../password/password-view.js';
import { ProfileView } from '../profile/profile-view.js';
import { RolesView } from '../roles/roles-view.js';
import { SessionsView } from '../sessions/sessions-view.js';
import { UserView } from '../users/user-view.js';
import { UsersView } from '../users/users-view.js';
import { NotFound, NotForYou } from './no-view.js';

/** A view with its heading. */
export interface View {
  readonly title: TextKey;
  show(): JSX.Element;
}

/** A view in the menu. */
interface ListedView extends View {
  readonly path: string;
}

const ACCOUNT: readonly ListedView[] = [
  { path: '/account', title: 'profile.title', show: () => <ProfileView /> },
  { path: '/account/password', title: 'password.title', show: () => <PasswordView /> },
  { path: '/account/factors', title: 'factors.title', show: () => <FactorsView /> },
  { path: '/account/sessions', title: 'sessions.title', show: () => <SessionsView /> },
  { path: '/account/events', title: 'events.title', show: () => <EventsView /> },
  { path: '/account/data', title: 'data.title', show: () => <OwnDataView /> },
];

const ADMIN: readonly ListedView[] = [
  { path: '/admin', title: 'health.title', show: () => <HealthView /> },
  { path: '/admin/users', title: 'users.title', show: () => <UsersView /> },
  { path: '/admin/roles', title: 'roles.title', show: () => <RolesView /> },
  { path: '/admin/clients', title: 'clients.title', show: () => <ClientsView /> },
  { path: '/admin/mails', title: 'mails.title', show: () => <MailsView /> },
  { path: '/admin/audit', title: 'audit.title', show: () => <AuditView /> },
  { path: '/admin/keys', title: 'keys.title', show: () => <KeysView /> },
];

const USER = /^\/admin\/users\/([\da-f-]{36})$/;

/** Returns the view at a path. */
export function viewAt(path: string, isAdmin: boolean): View {
  if (isOfAdmin(path) && !isAdmin) return { title: 'notForYou.title', show: () => <NotForYou /> };
  const [, id] = USER.exec(path) ?? [];
  if (id !== undefined) return { title: 'user.title', show: () => <UserView id={id} /> };
  const found = [...ACCOUNT, ...ADMIN].find((view) => view.path === path);
  return found ?? { title: 'notFound.title', show: () => <NotFound /> };
}

/** Returns the views that the menu shows at a path. */
export function menuOf(path: string, isAdmin: boolean): readonly ListedView[] {
  return isOfAdmin(path) && isAdmin ? ADMIN : ACCOUNT;
}

const isOfAdmin = (path: string) => path === '/admin' || path.startsWith('/admin/');
