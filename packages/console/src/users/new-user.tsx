import type { User } from '@watchword/client';
import type { JSX } from 'preact';
import { call } from '../calls/call.js';
import { api } from '../calls/watchword.js';
import { t } from '../page/texts.js';
import { Field } from '../parts/field.js';
import { Form, type Typed } from '../parts/form.js';

interface NewUserProps {
  onCreated(user: User): void;
  onCancel(): void;
}

/** Creates an account. Without a password its owner is invited by mail to choose one. */
export function NewUser({ onCreated, onCancel }: NewUserProps): JSX.Element {
  return (
    <Form
      button={t('users.create')}
      onCancel={onCancel}
      submit={async (typed) => onCreated(await call(api.POST('/users', { body: bodyOf(typed) })))}
    >
      <Field
        name="name"
        label={t('profile.name')}
        input={{ required: true, autocomplete: 'off', spellcheck: false, autofocus: true }}
      />
      <Field name="email" label={t('address.label')} input={{ type: 'email', autocomplete: 'off' }} />
      <Field name="displayName" label={t('profile.displayName')} input={{ autocomplete: 'off' }} />
      <Field
        name="password"
        label={t('users.password')}
        hint={t('users.passwordHint')}
        input={{ type: 'password', autocomplete: 'new-password' }}
      />
    </Form>
  );
}

function bodyOf({ name = '', email, displayName, password }: Typed) {
  return {
    name,
    email: email || undefined,
    displayName: displayName || undefined,
    password: password || undefined,
  };
}
