import type { Schemas } from '@watchword/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { call } from '../calls/call.js';
import { api } from '../calls/watchword.js';
import { t } from '../page/texts.js';
import { Field } from '../parts/field.js';
import { Form } from '../parts/form.js';
import { Once } from '../parts/once.js';

/** Adds an authenticator app in steps: its name, a code from the app, and for the first factor the recovery codes. */
export function AddApp({ onDone }: { onDone(): void }): JSX.Element {
  const [setup, setSetup] = useState<Schemas['TotpSetup']>();
  const [codes, setCodes] = useState<readonly string[]>([]);
  if (codes.length > 0) return <Once secrets={codes} text={t('recovery.keep')} onKept={onDone} />;
  if (setup)
    return (
      <ConfirmApp
        setup={setup}
        onCancel={onDone}
        onConfirmed={(found) => (found.length === 0 ? onDone() : setCodes(found))}
      />
    );
  return (
    <Form
      key="name"
      button={t('apps.next')}
      onCancel={onDone}
      submit={async ({ name }) =>
        setSetup(await call(api.POST('/me/totp', { body: { name: name || undefined } })))
      }
    >
      <Field
        name="name"
        label={t('factors.name')}
        hint={t('apps.nameHint')}
        input={{ autocomplete: 'off', autofocus: true }}
      />
    </Form>
  );
}

interface ConfirmAppProps {
  readonly setup: Schemas['TotpSetup'];
  onConfirmed(codes: readonly string[]): void;
  onCancel(): void;
}

function ConfirmApp({ setup: { id, secret, qr }, onConfirmed, onCancel }: ConfirmAppProps): JSX.Element {
  return (
    <Form
      key="code"
      button={t('apps.confirm')}
      onCancel={onCancel}
      submit={async ({ code = '' }) => {
        const { recoveryCodes } = await call(api.POST('/me/totp/confirm', { body: { id, code } }));
        onConfirmed(recoveryCodes);
      }}
    >
      <p>{t('apps.scan')}</p>
      <img class="qr" src={qr} alt={t('apps.qr')} width={200} height={200} />
      <p>
        <code>{secret}</code>
      </p>
      <Field
        name="code"
        label={t('apps.code')}
        input={{ required: true, autocomplete: 'one-time-code', inputMode: 'numeric', autofocus: true }}
      />
    </Form>
  );
}
