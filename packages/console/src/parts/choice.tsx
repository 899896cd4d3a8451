import type { JSX } from 'preact';
import { useId } from 'preact/hooks';

interface ChoiceProps {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  /** Values with their names. */
  readonly options: readonly (readonly [value: string, name: string])[];
}

/** A list from which the user chooses one value. */
export function Choice({ name, label, value, options }: ChoiceProps): JSX.Element {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} name={name} defaultValue={value}>
        {options.map(([one, text]) => (
          <option key={one} value={one} selected={one === value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
