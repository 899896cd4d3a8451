import type { User } from '@watchword/client';
import type { JSX } from 'preact';
import { call } from '../calls/call.js';
import { useLoaded } from '../calls/use-loaded.js';
import { api } from '../calls/watchword.js';
import { t } from '../page/texts.js';
import { Form } from '../parts/form.js';
import { Shown } from '../parts/shown.js';

interface UserRolesProps {
  readonly user: User;
  onChange(): void;
}

/** The roles of a user, each with a box to check. */
export function UserRoles({ user: { id, roles }, onChange }: UserRolesProps): JSX.Element {
  const all = useLoaded(() => call(api.GET('/roles')));
  const save = async (form: HTMLFormElement) => {
    const chosen = new FormData(form).getAll('role').map(String);
    await call(api.PATCH('/users/{id}', { params: { path: { id } }, body: { roles: chosen } }));
    onChange();
  };
  return (
    <section>
      <h2>{t('roles.title')}</h2>
      <Shown of={all}>
        {(known) => (
          <Form button={t('form.save')} doneText={t('form.saved')} submit={(_, form) => save(form)}>
            <fieldset>
              <legend>{t('user.roles')}</legend>
              {known.map(({ name, description }) => (
                <label key={name} class="choice">
                  <input type="checkbox" name="role" value={name} defaultChecked={roles.includes(name)} />
                  <span>
                    {name} <small>{description}</small>
                  </span>
                </label>
              ))}
            </fieldset>
          </Form>
        )}
      </Shown>
    </section>
  );
}
