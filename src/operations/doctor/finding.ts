/** Severity: fine, worth a look, or to be fixed. */
export type Level = 'ok' | 'warning' | 'problem';

/** The result of one check in plain words, with advice if something is wrong. */
export interface Finding {
  readonly level: Level;
  /** What was checked, in a few words. */
  readonly check: string;
  readonly text: string;
  /** Whether the service must not start, because it could not keep its promises. */
  readonly refusesStart?: boolean;
}

/** A finding that needs no action. */
export const ok = (check: string, text: string): Finding => ({ level: 'ok', check, text });

/** A finding for something that works, but not as well or as safely as it could. */
export const warning = (check: string, text: string): Finding => ({ level: 'warning', check, text });

/** A finding for something that fails now or will fail later. */
export const problem = (check: string, text: string): Finding => ({ level: 'problem', check, text });

/** A finding with which the service does not start, because it could not keep its promises. */
export const refusal = (check: string, text: string): Finding => ({
  ...problem(check, text),
  refusesStart: true,
});

/** A refusal in production, a warning elsewhere. */
export const refusalWhen = (isProduction: boolean) => (isProduction ? refusal : warning);

/** Formats the finding as one line. */
export function lineOf({ level, check, text }: Finding): string {
  return `${level.padEnd(8)} ${check}: ${text}`;
}
