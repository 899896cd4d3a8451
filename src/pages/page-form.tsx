import type { JSX } from 'preact';
import { PageField } from './page-field.js';
import { CHECKED, type TypedField } from './page-view.js';

/** A form that needs no script: its token or challenge, a button, and a field if the user has to fill one in. */
export interface PageFormProps {
  readonly action: string;
  readonly secret: { readonly name: string; readonly value: string };
  readonly button: string;
  /** The address to redirect to. */
  readonly returnTo?: string;
  /** Whether the account has a passkey. The form sends this back, so that it can be shown again. */
  readonly hasPasskey?: boolean;
  /** The name of the account, under which password managers store the password. */
  readonly account?: AccountFieldProps;
  readonly field?: TypedFieldProps;
  readonly choice?: ChoiceProps;
}

interface AccountFieldProps {
  readonly label: string;
  readonly name: string;
}

/** A box to check. */
interface ChoiceProps {
  readonly name: string;
  readonly label: string;
  readonly isChosen: boolean;
}

/** The properties of the field that users fill in. */
export interface TypedFieldProps {
  readonly name: TypedField;
  readonly label: string;
  readonly hint: string | undefined;
  /** The fault of the value that was sent. */
  readonly fault: string | undefined;
  readonly minLength: number | undefined;
}

/**
 * How browsers treat each field. A code is typed as text, because recovery codes have letters, which a
 * numeric keyboard of a phone lacks.
 */
const INPUTS: Readonly<Record<TypedField, JSX.IntrinsicElements['input']>> = {
  newPassword: { type: 'password', autocomplete: 'new-password' },
  code: {
    type: 'text',
    autocomplete: 'one-time-code',
    inputmode: 'text',
    autocapitalize: 'characters',
    spellcheck: false,
  },
};

/** The form of a page. It sends the token or the challenge in the body, so that no log contains it. */
export function PageForm(props: PageFormProps): JSX.Element {
  const { action, secret, button, returnTo, hasPasskey, account, field, choice } = props;
  return (
    <form method="post" action={action}>
      <input type="hidden" name={secret.name} value={secret.value} />
      {returnTo !== undefined && <input type="hidden" name="return_to" value={returnTo} />}
      {hasPasskey && <input type="hidden" name="hasPasskey" value={CHECKED} />}
      {account && <AccountField {...account} />}
      {field && <Field {...field} />}
      {choice && <Choice {...choice} />}
      <button type="submit">{button}</button>
    </form>
  );
}

function AccountField({ label, name }: AccountFieldProps): JSX.Element {
  return (
    <>
      <label for="name">{label}</label>
      <input id="name" name="name" type="text" value={name} autocomplete="username" readOnly />
    </>
  );
}

function Field({ name, minLength, ...texts }: TypedFieldProps): JSX.Element {
  return <PageField name={name} input={{ ...INPUTS[name], minLength }} hasFocus {...texts} />;
}

function Choice({ name, label, isChosen }: ChoiceProps): JSX.Element {
  return (
    <label class="choice">
      <input type="checkbox" name={name} value={CHECKED} checked={isChosen} />
      {label}
    </label>
  );
}
