import type { JSX } from 'preact';
import { call } from '../calls/call.js';
import { api, watchword } from '../calls/watchword.js';
import { t } from '../page/texts.js';
import { ConfirmButton } from '../parts/confirm-button.js';
import { Field } from '../parts/field.js';
import { Form, type Typed } from '../parts/form.js';
import { useUser } from '../shell/use-user.js';

/** Changes the password, or removes it if passkeys are enough. */
export function PasswordView(): JSX.Element | null {
  const user = useUser(watchword);
  if (!user) return null;
  return (
    <>
      <p>{t(user.hasPassword ? 'password.text' : 'password.none')}</p>
      <Form button={t('password.save')} doneText={t('password.saved')} submit={change}>
        <input type="text" name="name" value={user.name} autocomplete="username" readOnly hidden />
        {user.hasPassword && (
          <Field
            name="currentPassword"
            label={t('password.current')}
            input={{ type: 'password', required: true, autocomplete: 'current-password' }}
          />
        )}
        <Field
          name="newPassword"
          label={t('password.new')}
          hint={t('password.hint')}
          input={{ type: 'password', required: true, autocomplete: 'new-password' }}
        />
      </Form>
      {user.hasPassword && (
        <section>
          <h2>{t('password.removeTitle')}</h2>
          <p>{t('password.removeText')}</p>
          <ConfirmButton
            label={t('password.remove')}
            title={t('password.removeTitle')}
            text={t('password.removeText')}
            confirm={remove}
          />
        </section>
      )}
    </>
  );
}

async function change({ currentPassword, newPassword = '' }: Typed, form: HTMLFormElement): Promise<void> {
  await call(api.POST('/me/password', { body: { currentPassword, newPassword } }));
  form.reset();
  await watchword.refresh();
}

async function remove(): Promise<void> {
  await call(api.DELETE('/me/password'));
  await watchword.refresh();
}
