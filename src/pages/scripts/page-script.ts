import { createHash } from 'node:crypto';

/** A script inside a page, and its source in the Content-Security-Policy that allows it. */
export interface PageScript {
  readonly text: string;
  readonly source: string;
}

/** Creates the script of a page from a function, which must not use anything outside of itself. */
export function scriptOf(run: () => unknown): PageScript {
  const text = `(${run.toString()})();`;
  return { text, source: `'sha256-${createHash('sha256').update(text).digest('base64')}'` };
}
