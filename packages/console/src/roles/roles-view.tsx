import type { JSX } from 'preact';
import { call } from '../calls/call.js';
import { useLoaded } from '../calls/use-loaded.js';
import { api } from '../calls/watchword.js';
import { t } from '../page/texts.js';
import { ConfirmButton } from '../parts/confirm-button.js';
import { DialogButton } from '../parts/dialog-button.js';
import { Row, Rows } from '../parts/rows.js';
import { Shown } from '../parts/shown.js';
import { RoleForm } from './role-form.js';

/** The roles that users can have. */
export function RolesView(): JSX.Element {
  const roles = useLoaded(() => call(api.GET('/roles')));
  const remove = async (name: string) => {
    await call(api.DELETE('/roles/{name}', { params: { path: { name } } }));
    roles.reload();
  };
  return (
    <>
      <DialogButton label={t('roles.new')} title={t('roles.new')} onClosed={roles.reload}>
        {(close) => <RoleForm onDone={close} />}
      </DialogButton>
      <Shown of={roles}>
        {(all) => (
          <Rows label={t('roles.title')}>
            {all.map(({ name, description }) => (
              <Row key={name} title={name} facts={[description]}>
                <DialogButton
                  label={t('roles.edit')}
                  about={name}
                  title={t('roles.editTitle', { name })}
                  onClosed={roles.reload}
                >
                  {(close) => <RoleForm name={name} description={description} onDone={close} />}
                </DialogButton>
                {name !== 'admin' && (
                  <ConfirmButton
                    label={t('roles.remove')}
                    about={name}
                    title={t('roles.removeTitle', { name })}
                    text={t('roles.removeText')}
                    confirm={() => remove(name)}
                  />
                )}
              </Row>
            ))}
          </Rows>
        )}
      </Shown>
    </>
  );
}
