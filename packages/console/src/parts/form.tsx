import type { Problem } from '@watchword/client';
import type { ComponentChildren, JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { problemOf } from '../calls/call.js';
import { t } from '../page/texts.js';
import { FormProblem } from './form-problem.js';
import { ProblemNote } from './problem-note.js';

/** The typed values, by the names of the fields. */
export type Typed = Readonly<Partial<Record<string, string>>>;

interface FormProps {
  readonly button: string;
  readonly isDangerous?: boolean;
  /** The text to show when `submit` has succeeded. */
  readonly doneText?: string;
  readonly children?: ComponentChildren;
  /** Sends the typed values. @throws Refusal */
  submit(typed: Typed, form: HTMLFormElement): Promise<unknown>;
  /** Called by the cancel button. Without it, there is no such button. */
  onCancel?(): void;
}

interface State {
  readonly isBusy?: boolean;
  readonly isDone?: boolean;
  readonly problem?: Problem;
}

/** A form that shows its faults: beside a field, or at the top if a fault concerns no single field. */
export function Form(props: FormProps): JSX.Element {
  const { button, isDangerous = false, doneText, children, submit, onCancel } = props;
  const [state, setState] = useState<State>({});
  const form = useRef<HTMLFormElement>(null);

  const send = async (event: Event) => {
    event.preventDefault();
    if (state.isBusy) return;
    setState({ isBusy: true });
    try {
      await submit(typedInto(form.current!), form.current!);
      setState({ isDone: true });
    } catch (error) {
      setState({ problem: problemOf(error) });
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
    }
  };

  return (
    <form ref={form} onSubmit={(event) => void send(event)}>
      <FormProblem.Provider value={state.problem}>
        <ProblemNote problem={state.problem} isForm />
        {children}
      </FormProblem.Provider>
      {doneText !== undefined && <p role="status">{state.isDone === true && doneText}</p>}
      <div class="actions">
        {onCancel && (
          <button type="button" class="quiet" onClick={onCancel}>
            {t('form.cancel')}
          </button>
        )}
        <button type="submit" class={isDangerous ? 'danger' : undefined} aria-disabled={state.isBusy}>
          {button}
        </button>
      </div>
    </form>
  );
}

function typedInto(form: HTMLFormElement): Typed {
  const texts = [...new FormData(form)].filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(texts);
}
