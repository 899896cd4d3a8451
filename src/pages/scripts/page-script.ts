import { createHash } from 'node:crypto';

/** A script that stands in a page, and the source that the policy of the page allows it by. */
export interface PageScript {
  readonly text: string;
  readonly source: string;
}

/** Makes the script of a page from a function that uses nothing from outside of itself. */
export function scriptOf(run: () => unknown): PageScript {
  const text = `(${run.toString()})();`;
  return { text, source: `'sha256-${createHash('sha256').update(text).digest('base64')}'` };
}
