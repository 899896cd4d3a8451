import type { JSX } from 'preact';

/** The properties of a field that users fill in. */
export interface PageFieldProps {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  /** The fault of the value that was sent. */
  readonly fault: string | undefined;
  /** The attributes of the input, which tell browsers how to treat it. */
  readonly input: JSX.IntrinsicElements['input'];
  /** Whether it has the focus at first. */
  readonly hasFocus: boolean;
  /** The start of the ids of its texts, so that several fields have different ids. */
  readonly idPrefix?: string;
  /** The id of a text about the whole form that belongs to this field too. */
  readonly describedBy?: string;
}

/** A field. It sets no maximum length, because a browser would silently cut off pasted text. */
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
