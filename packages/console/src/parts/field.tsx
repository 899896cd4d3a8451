import type { Problem } from '@watchword/client';
import type { InputHTMLAttributes, JSX } from 'preact';
import { useContext, useEffect, useId, useRef } from 'preact/hooks';
import { t, type TextValues, textOf } from '../page/texts.js';
import { FormProblem } from './form-problem.js';

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly input?: InputHTMLAttributes;
  /** The fields of the request that it fills, if they have other names. */
  readonly problemFields?: readonly string[];
}

/** A field with its label, a hint, and the fault of the value that was sent. */
export function Field({ name, label, hint, input = {}, problemFields = [name] }: FieldProps): JSX.Element {
  const id = useId();
  const element = useRef<HTMLInputElement>(null);
  const fault = faultIn(useContext(FormProblem), problemFields);
  const { autofocus = false, ...attributes } = input;
  useEffect(() => void (autofocus && element.current?.focus()), []);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {fault !== undefined && (
        <p class="fault" id={`${id}-fault`} role="alert">
          {fault}
        </p>
      )}
      <input
        id={id}
        ref={element}
        name={name}
        aria-invalid={fault !== undefined}
        aria-describedby={
          [fault && `${id}-fault`, hint && `${id}-hint`].filter(Boolean).join(' ') || undefined
        }
        {...attributes}
      />
    </div>
  );
}

function faultIn(problem: Problem | undefined, names: readonly string[]): string | undefined {
  const fault = problem?.errors?.find(({ field }) =>
    names.some((name) => field === name || field.startsWith(`${name}.`)),
  );
  return fault && t(textOf(`fault.${fault.rule}`, 'fault.other'), (fault.params ?? {}) as TextValues);
}
