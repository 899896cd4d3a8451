import type { JSX } from 'preact';
import { call } from '../calls/call.js';
import { api } from '../calls/watchword.js';
import { t } from '../page/texts.js';
import { Field } from '../parts/field.js';
import { Form, type Typed } from '../parts/form.js';

interface RoleFormProps {
  /** The role whose description is changed. Without one, a new role is created. */
  readonly name?: string;
  readonly description?: string;
  onDone(): void;
}

/** The form for the name and the description of a role. */
export function RoleForm({ name, description, onDone }: RoleFormProps): JSX.Element {
  const save = async (typed: Typed) => {
    const path = { name: name ?? typed.name ?? '' };
    await call(
      api.PUT('/roles/{name}', { params: { path }, body: { description: typed.description ?? '' } }),
    );
    onDone();
  };
  return (
    <Form button={t('form.save')} onCancel={onDone} submit={save}>
      {name === undefined && (
        <Field
          name="name"
          label={t('roles.name')}
          input={{ required: true, autocomplete: 'off', spellcheck: false, autofocus: true }}
        />
      )}
      <Field
        name="description"
        label={t('roles.description')}
        input={{ defaultValue: description, autocomplete: 'off', autofocus: name !== undefined }}
      />
    </Form>
  );
}
