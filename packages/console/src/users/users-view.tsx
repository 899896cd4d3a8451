import type { JSX } from 'preact';
import { usePage } from '../calls/use-page.js';
import { api } from '../calls/watchword.js';
import { go, usePlace } from '../page/router.js';
import { t } from '../page/texts.js';
import { when } from '../page/times.js';
import { ViewLink } from '../page/view-link.js';
import { DialogButton } from '../parts/dialog-button.js';
import { Field } from '../parts/field.js';
import { Filters } from '../parts/filters.js';
import { PagedRows } from '../parts/paged-rows.js';
import { Row } from '../parts/rows.js';
import { NewUser } from './new-user.js';

/** All users, searchable by the beginning of their names. */
export function UsersView(): JSX.Element {
  const { query } = usePlace();
  const users = usePage((params) => api.GET('/users', { params: { query: params } }), ['q']);
  return (
    <>
      <DialogButton label={t('users.new')} title={t('users.new')} text={t('users.newText')}>
        {(close) => <NewUser onCancel={close} onCreated={({ id }) => go(`/admin/users/${id}`)} />}
      </DialogButton>
      <Filters>
        <Field
          name="q"
          label={t('users.search')}
          input={{ type: 'search', defaultValue: query.get('q') ?? '', autocomplete: 'off' }}
        />
      </Filters>
      <PagedRows label={t('users.title')} of={users}>
        {({ id, name, displayName, email, roles, disabled, createdAt }) => (
          <Row
            key={id}
            title={<ViewLink to={`/admin/users/${id}`}>{name}</ViewLink>}
            facts={[
              displayName,
              email,
              disabled && <mark>{t('user.isDisabled')}</mark>,
              roles.length > 0 && t('user.roleNames', { roles: roles.join(', ') }),
              t('user.created', { at: when(createdAt) }),
            ]}
          />
        )}
      </PagedRows>
    </>
  );
}
