import type { User } from '@watchword/client';
import type { JSX } from 'preact';
import { call } from '../calls/call.js';
import { api, watchword } from '../calls/watchword.js';
import { t } from '../page/texts.js';
import { Field } from '../parts/field.js';
import { Form, type Typed } from '../parts/form.js';

/** The email address of the user. A new address takes effect when the user opens the link in the mail to it. */
export function AddressSection({ user: { email, emailVerified } }: { readonly user: User }): JSX.Element {
  return (
    <section>
      <h2>{t('address.title')}</h2>
      <p>{t(stateOf(email, emailVerified))}</p>
      <Form button={t('address.save')} doneText={t('address.saved')} submit={save}>
        <Field
          name="email"
          label={t('address.label')}
          input={{ type: 'email', defaultValue: email ?? '', autocomplete: 'email' }}
        />
      </Form>
      {email !== null && !emailVerified && (
        <Form
          button={t('address.resend')}
          doneText={t('address.resent')}
          submit={() => call(api.POST('/email/verify/resend', { body: {} }))}
        />
      )}
    </section>
  );
}

function stateOf(email: string | null, isVerified: boolean) {
  if (email === null) return 'address.none';
  return isVerified ? 'address.verified' : 'address.unverified';
}

async function save({ email }: Typed): Promise<void> {
  await call(api.PATCH('/me', { body: { email: email || null } }));
  await watchword.refresh();
}
