import type { JSX } from 'preact';

/** A field that people type into. */
export interface PageFieldProps {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  /** What is wrong with what was sent. */
  readonly fault: string | undefined;
  /** How browsers treat it. */
  readonly input: JSX.IntrinsicElements['input'];
  /** Whether it has the focus at first. */
  readonly hasFocus: boolean;
  /** Distinguishes the texts of several fields. */
  readonly idPrefix?: string;
  /** The id of a text about the whole form that belongs to this field too. */
  readonly describedBy?: string;
}

/** There is no maximum length: a browser would silently cut off pasted text. */
export function PageField(props: PageFieldProps): JSX.Element {
  const { name, label, hint, fault, input, hasFocus, idPrefix = '', describedBy } = props;
  const faultId = fault === undefined ? undefined : `${idPrefix}fault`;
  const hintId = hint === undefined ? undefined : `${idPrefix}hint`;
  return (
    <>
      <label for={name}>{label}</label>
      {hint !== undefined && (
        <p class="hint" id={hintId}>
          {hint}
        </p>
      )}
      {fault !== undefined && (
        <p class="fault" id={faultId}>
          {fault}
        </p>
      )}
      <input
        id={name}
        name={name}
        required
        {...input}
        autofocus={hasFocus}
        aria-invalid={fault !== undefined}
        aria-describedby={[faultId, describedBy, hintId].filter(Boolean).join(' ') || undefined}
      />
    </>
  );
}
