/** How bad it is: fine, worth a look, or something that must be mended. */
export type Level = 'ok' | 'warning' | 'problem';

/** What one check found, in plain words, with what to do where something is wrong. */
export interface Finding {
  readonly level: Level;
  /** What was checked, in a few words. */
  readonly check: string;
  readonly text: string;
  /** Whether the service would promise what it cannot keep, and so must not start. */
  readonly refusesStart?: boolean;
}

/** Nothing to do. */
export const ok = (check: string, text: string): Finding => ({ level: 'ok', check, text });

/** It works, but not as well or as safely as it could. */
export const warning = (check: string, text: string): Finding => ({ level: 'warning', check, text });

/** Something is wrong now, or will be. */
export const problem = (check: string, text: string): Finding => ({ level: 'problem', check, text });

/** What is promised would not be true: the service does not start. */
export const refusal = (check: string, text: string): Finding => ({
  ...problem(check, text),
  refusesStart: true,
});

/** A refusal where real users are, and a warning elsewhere. */
export const refusalWhen = (isProduction: boolean) => (isProduction ? refusal : warning);

/** The finding as a line of text. */
export function lineOf({ level, check, text }: Finding): string {
  return `${level.padEnd(8)} ${check}: ${text}`;
}
