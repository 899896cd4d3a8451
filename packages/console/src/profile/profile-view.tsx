import type { User } from '@watchword/client';
import type { JSX } from 'preact';
import { call } from '../calls/call.js';
import { api, watchword } from '../calls/watchword.js';
import { t } from '../page/texts.js';
import { Choice } from '../parts/choice.js';
import { Field } from '../parts/field.js';
import { Form, type Typed } from '../parts/form.js';
import { useUser } from '../shell/use-user.js';
import { AddressSection } from './address-section.js';
import { localesWith } from './locales.js';

/** The profile of the user: name, display name, language, address. */
export function ProfileView(): JSX.Element | null {
  const user = useUser(watchword);
  if (!user) return null;
  return (
    <>
      <ProfileForm user={user} />
      <AddressSection user={user} />
    </>
  );
}

function ProfileForm({ user }: { readonly user: User }): JSX.Element {
  return (
    <Form button={t('form.save')} doneText={t('form.saved')} submit={save}>
      <Field
        name="name"
        label={t('profile.name')}
        input={{ defaultValue: user.name, required: true, autocomplete: 'username', spellcheck: false }}
      />
      <Field
        name="displayName"
        label={t('profile.displayName')}
        hint={t('profile.displayNameHint')}
        input={{ defaultValue: user.displayName ?? '', autocomplete: 'name' }}
      />
      <Choice
        name="locale"
        label={t('profile.locale')}
        value={user.locale ?? ''}
        options={localesWith(user.locale)}
      />
    </Form>
  );
}

async function save({ name, displayName, locale }: Typed): Promise<void> {
  await call(api.PATCH('/me', { body: { name, displayName: displayName || null, locale: locale || null } }));
  await watchword.refresh();
}
