import type { Schemas } from '@watchword/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { call } from '../calls/call.js';
import { api } from '../calls/watchword.js';
import { t } from '../page/texts.js';
import { Field } from '../parts/field.js';
import { Form, type Typed } from '../parts/form.js';
import { SecretOnce } from './secret-once.js';

interface ClientFormProps {
  /** The client to change. Without one, a new client is created. */
  readonly client?: Schemas['Client'];
  onDone(): void;
}

/** The name and the scopes of a client. The secret of a new one is shown once. */
export function ClientForm({ client, onDone }: ClientFormProps): JSX.Element {
  const [made, setMade] = useState<Schemas['ClientSecret']>();
  if (made) return <SecretOnce client={made} onKept={onDone} />;
  const save = async (typed: Typed) => {
    const body = bodyOf(typed);
    if (!client) return setMade(await call(api.POST('/clients', { body })));
    await call(api.PATCH('/clients/{id}', { params: { path: { id: client.id } }, body }));
    onDone();
  };
  return (
    <Form button={t(client ? 'form.save' : 'clients.create')} onCancel={onDone} submit={save}>
      <Field
        name="name"
        label={t('clients.name')}
        input={{ defaultValue: client?.name, required: true, autocomplete: 'off', autofocus: true }}
      />
      <Field
        name="scopes"
        label={t('clients.scopes')}
        hint={t('clients.scopesHint')}
        input={{ defaultValue: client?.scopes.join(' '), autocomplete: 'off', spellcheck: false }}
      />
    </Form>
  );
}

function bodyOf({ name = '', scopes = '' }: Typed) {
  return { name, scopes: scopes.split(/\s+/).filter((scope) => scope !== '') };
}
