import type { JSX } from 'preact';
import type { ProofChallenge } from '../common/proof-challenge.js';
import type { LinkName, OpenFieldText } from './open-page-view.js';
import { PageField } from './page-field.js';

/** The form of a page that anybody can open. */
export interface OpenFormProps {
  readonly action: string;
  readonly hidden: Readonly<Record<string, string | undefined>>;
  readonly fields: readonly OpenFieldProps[];
  /** A fault of the form as a whole. */
  readonly fault: string | undefined;
  readonly buttons: readonly FormButton[];
  /** Work for the script of the page before the form is sent. */
  readonly work?: FormWork;
}

/** A button that sends a form, with its decision if the form needs one. */
interface FormButton {
  readonly decision?: string;
  readonly text: string;
}

/** A proof of work to find, the text to show meanwhile, and the text to show without JavaScript. */
interface FormWork {
  readonly challenge: ProofChallenge;
  readonly working: string;
  readonly withoutScript: string;
}

/** A field of a page that anybody can open. */
export interface OpenFieldProps {
  readonly name: string;
  readonly text: OpenFieldText;
  readonly label: string;
  readonly hint: string | undefined;
  readonly fault: string | undefined;
  /** The value that was typed before. */
  readonly value: string | undefined;
  readonly isRequired: boolean;
  readonly minLength: number | undefined;
}

/** A link to another page. */
export interface PageLinkProps {
  readonly name: LinkName;
  readonly address: string;
  readonly text: string;
}

const FAULT_ID = 'form-fault';

/** How browsers and password managers treat each field. */
const INPUTS: Readonly<Record<OpenFieldText, JSX.IntrinsicElements['input']>> = {
  login: { type: 'text', autocomplete: 'username webauthn', autocapitalize: 'none', spellcheck: false },
  password: { type: 'password', autocomplete: 'current-password' },
  newName: { type: 'text', autocomplete: 'username', autocapitalize: 'none', spellcheck: false },
  email: { type: 'email', autocomplete: 'email' },
  newPassword: { type: 'password', autocomplete: 'new-password' },
  userCode: { type: 'text', autocomplete: 'off', autocapitalize: 'characters', spellcheck: false },
  mailCode: { type: 'text', autocomplete: 'one-time-code', inputmode: 'numeric' },
};

/** A form that needs no script. The focus is in the first field with a fault, or else in the first empty one. */
export function OpenForm(props: OpenFormProps): JSX.Element {
  const { action, hidden, fields, fault, buttons, work } = props;
  const focus =
    fields.find((one) => one.fault !== undefined) ?? fields.find(({ value = '' }) => value === '');
  return (
    <form method="post" action={action} data-proof={work && JSON.stringify(work.challenge)}>
      {Object.entries(hidden).map(([name, value]) =>
        value === undefined ? null : <input key={name} type="hidden" name={name} value={value} />,
      )}
      {fault !== undefined && (
        <p class="fault" id={FAULT_ID} role="alert">
          {fault}
        </p>
      )}
      {fields.map(({ text, value, isRequired, minLength, ...field }) => (
        <PageField
          key={field.name}
          {...field}
          input={{ ...INPUTS[text], value, required: isRequired, minLength }}
          hasFocus={field.name === focus?.name}
          idPrefix={`${field.name}-`}
          describedBy={fault !== undefined && field.name === focus?.name ? FAULT_ID : undefined}
        />
      ))}
      {work && <Work {...work} />}
      {buttons.map(({ decision, text }) => (
        <button key={text} type="submit" name={decision && 'decision'} value={decision}>
          {text}
        </button>
      ))}
    </form>
  );
}

function Work({ working, withoutScript }: FormWork): JSX.Element {
  return (
    <>
      <p class="hint" role="status" hidden>
        {working}
      </p>
      <noscript>
        <p class="fault">{withoutScript}</p>
      </noscript>
    </>
  );
}

/** Links to other pages. */
export function PageLinks({ links }: { readonly links: readonly PageLinkProps[] }): JSX.Element | null {
  if (links.length === 0) return null;
  return (
    <nav>
      <ul>
        {links.map(({ name, address, text }) => (
          <li key={name}>
            <a href={address}>{text}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
