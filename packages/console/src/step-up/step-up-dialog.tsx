import type { StepUpProof } from '@watchword/client';
import type { InputHTMLAttributes, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { done } from '../calls/call.js';
import { useLoaded } from '../calls/use-loaded.js';
import { watchword } from '../calls/watchword.js';
import { t } from '../page/texts.js';
import { Dialog } from '../parts/dialog.js';
import { Field } from '../parts/field.js';
import { Form } from '../parts/form.js';
import { Shown } from '../parts/shown.js';
import { ownProofs, type ProofKind } from './own-proofs.js';
import type { StepUpRequest } from './step-up-requests.js';

const PROOFS: Record<ProofKind, (typed: string) => StepUpProof> = {
  password: (password) => ({ password }),
  totp: (totp) => ({ totp }),
  passkey: () => ({ passkey: 'dialog' }),
  recovery: (recoveryCode) => ({ recoveryCode }),
};

const INPUTS: Record<Exclude<ProofKind, 'passkey'>, InputHTMLAttributes> = {
  password: { type: 'password', autocomplete: 'current-password' },
  totp: { autocomplete: 'one-time-code', inputMode: 'numeric' },
  recovery: { autocomplete: 'off', autocapitalize: 'characters', spellcheck: false },
};

/** Asks the user for a proof, because the request needs a recent sign-in. */
export function StepUpDialog({ request }: { readonly request: StepUpRequest }): JSX.Element {
  const kinds = useLoaded(() => ownProofs(request.problem));
  return (
    <Dialog title={t('stepUp.title')} text={t('stepUp.text')} onClose={() => request.end(false)}>
      {(close) => (
        <Shown of={kinds}>
          {(found) => <ProofForm kinds={found} onProved={() => request.end(true)} onCancel={close} />}
        </Shown>
      )}
    </Dialog>
  );
}

interface ProofFormProps {
  readonly kinds: readonly ProofKind[];
  onProved(): void;
  onCancel(): void;
}

function ProofForm({ kinds, onProved, onCancel }: ProofFormProps): JSX.Element {
  const [kind, setKind] = useState(kinds[0]);
  if (kind === undefined) return <p role="alert">{t('stepUp.none')}</p>;
  return (
    <Form
      button={t('stepUp.confirm')}
      onCancel={onCancel}
      submit={async ({ proof = '' }) => {
        await done(watchword.stepUp(PROOFS[kind](proof)));
        onProved();
      }}
    >
      {kinds.length > 1 && (
        <label>
          {t('stepUp.kind')}
          <select value={kind} onChange={({ currentTarget }) => setKind(currentTarget.value as ProofKind)}>
            {kinds.map((one) => (
              <option key={one} value={one}>
                {t(`stepUp.${one}`)}
              </option>
            ))}
          </select>
        </label>
      )}
      {kind !== 'passkey' && (
        <Field
          key={kind}
          name="proof"
          label={t(`stepUp.${kind}`)}
          problemFields={['password', 'code', 'recoveryCode']}
          input={{ ...INPUTS[kind], required: true, autofocus: true }}
        />
      )}
    </Form>
  );
}
