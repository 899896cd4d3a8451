import type { JSX } from 'preact';
import { call } from '../calls/call.js';
import { api, watchword } from '../calls/watchword.js';
import { t } from '../page/texts.js';
import { DialogButton } from '../parts/dialog-button.js';
import { Field } from '../parts/field.js';
import { Form } from '../parts/form.js';
import { saveFile } from './save-file.js';

/** The view where users export all their stored data, or delete their account. */
export function OwnDataView(): JSX.Element {
  return (
    <>
      <p>{t('data.exportText')}</p>
      <Form button={t('data.export')} doneText={t('data.exported')} submit={exportAll} />
      <section>
        <h2>{t('data.deleteTitle')}</h2>
        <p>{t('data.deleteText')}</p>
        <DialogButton
          label={t('data.delete')}
          title={t('data.deleteTitle')}
          text={t('data.deleteText')}
          isDangerous
        >
          {(close) => <DeleteForm onCancel={close} />}
        </DialogButton>
      </section>
    </>
  );
}

function DeleteForm({ onCancel }: { onCancel(): void }): JSX.Element {
  const hasPassword = watchword.user?.hasPassword === true;
  return (
    <Form
      button={t('data.delete')}
      isDangerous
      onCancel={onCancel}
      submit={({ password }) => deleteAccount(password)}
    >
      {hasPassword && (
        <Field
          name="password"
          label={t('password.current')}
          input={{ type: 'password', required: true, autocomplete: 'current-password', autofocus: true }}
        />
      )}
    </Form>
  );
}

async function exportAll(): Promise<void> {
  const all = await call(api.GET('/me/export'));
  saveFile(`${all.user.name}.json`, JSON.stringify(all, undefined, 2));
}

/** Deletes the account. This also ends the session, which the refresh detects. */
async function deleteAccount(password: string | undefined): Promise<void> {
  await call(api.DELETE('/me', { body: { password } }));
  await watchword.refresh();
}
