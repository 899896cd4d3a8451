import type { JSX } from 'preact';
import { call } from '../calls/call.js';
import { api } from '../calls/watchword.js';
import { t } from '../page/texts.js';
import { Field } from '../parts/field.js';
import { Form } from '../parts/form.js';

interface RenamePasskeyProps {
  readonly id: string;
  readonly name: string;
  onDone(): void;
}

/** Gives a passkey another name. */
export function RenamePasskey({ id, name, onDone }: RenamePasskeyProps): JSX.Element {
  return (
    <Form
      button={t('form.save')}
      onCancel={onDone}
      submit={async (typed) => {
        await call(
          api.PATCH('/me/passkeys/{id}', { params: { path: { id } }, body: { name: typed.name ?? '' } }),
        );
        onDone();
      }}
    >
      <Field
        name="name"
        label={t('factors.name')}
        input={{ defaultValue: name, required: true, autocomplete: 'off', autofocus: true }}
      />
    </Form>
  );
}
