import type { Problem } from '@watchword/client';
import type { JSX } from 'preact';
import { t, textOf } from '../page/texts.js';

interface ProblemNoteProps {
  readonly problem: Problem | undefined;
  /** Whether fields show their own faults. */
  readonly isForm?: boolean;
}

/** Shows the text of a problem. */
export function ProblemNote({ problem, isForm = false }: ProblemNoteProps): JSX.Element | null {
  if (!problem || (isForm && problem.code === 'validation_failed')) return null;
  return (
    <p class="fault" role="alert">
      {problemText(problem)}
    </p>
  );
}

/** Returns the text of a problem in the language of the page. */
export function problemText({ code, retryAfter = 0 }: Problem): string {
  return t(textOf(`problem.${code}`, 'problem.other'), { code, seconds: retryAfter });
}
