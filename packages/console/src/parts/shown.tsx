import type { ComponentChildren, JSX } from 'preact';
import type { Loaded } from '../calls/use-loaded.js';
import { t } from '../page/texts.js';
import { ProblemNote } from './problem-note.js';

interface ShownProps<T> {
  readonly of: Loaded<T>;
  readonly children: (value: T) => ComponentChildren;
}

/** Shows a loaded value, a text while it is loading, or the problem if it could not be loaded. */
export function Shown<T>({ of: { value, problem }, children }: ShownProps<T>): JSX.Element {
  if (problem) return <ProblemNote problem={problem} />;
  if (value === undefined) return <p role="status">{t('list.loading')}</p>;
  return <>{children(value)}</>;
}
