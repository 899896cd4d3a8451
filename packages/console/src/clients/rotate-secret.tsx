import type { Schemas } from '@watchword/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { call } from '../calls/call.js';
import { api } from '../calls/watchword.js';
import { t } from '../page/texts.js';
import { Form } from '../parts/form.js';
import { SecretOnce } from './secret-once.js';

/** Gives a client a new secret. The previous one stays valid until it is removed. */
export function RotateSecret({ id, onDone }: { readonly id: string; onDone(): void }): JSX.Element {
  const [made, setMade] = useState<Schemas['ClientSecret']>();
  if (made) return <SecretOnce client={made} onKept={onDone} />;
  return (
    <Form
      button={t('clients.rotate')}
      onCancel={onDone}
      submit={async () =>
        setMade(await call(api.POST('/clients/{id}/secrets', { params: { path: { id } } })))
      }
    />
  );
}
