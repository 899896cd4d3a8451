import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { done } from '../calls/call.js';
import { watchword } from '../calls/watchword.js';
import { t } from '../page/texts.js';
import { Field } from '../parts/field.js';
import { Form } from '../parts/form.js';
import { Once } from '../parts/once.js';

/** Creates a passkey in the browser. For the first factor it also shows recovery codes. */
export function AddPasskey({ onDone }: { onDone(): void }): JSX.Element {
  const [codes, setCodes] = useState<readonly string[]>([]);
  if (codes.length > 0) return <Once secrets={codes} text={t('recovery.keep')} onKept={onDone} />;
  return (
    <Form
      button={t('passkeys.add')}
      onCancel={onDone}
      submit={async ({ name }) => {
        const { passkey } = await done(watchword.addPasskey(name || undefined));
        if (passkey.recoveryCodes.length === 0) return onDone();
        setCodes(passkey.recoveryCodes);
      }}
    >
      <Field
        name="name"
        label={t('factors.name')}
        hint={t('passkeys.nameHint')}
        input={{ autocomplete: 'off', autofocus: true }}
      />
    </Form>
  );
}
