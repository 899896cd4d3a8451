/** Severity: no fault, should be checked, or must be fixed. */
export type Level = 'ok' | 'warning' | 'problem';

/** The result of one check in plain words, with advice if something is wrong. */
export interface Finding {
  readonly level: Level;
  /** What was checked, in a few words. */
  readonly check: string;
  readonly text: string;
  /** Whether the service must not start, because it could not meet its guarantees. */
  readonly refusesStart?: boolean;
}

/** Returns a finding that needs no action. */
export const ok = (check: string, text: string): Finding => ({ level: 'ok', check, text });

/** Returns a finding for something that works, but not as well or as safely as it could. */
export const warning = (check: string, text: string): Finding => ({ level: 'warning', check, text });

/** Returns a finding for something that fails now or will fail later. */
export const problem = (check: string, text: string): Finding => ({ level: 'problem', check, text });

/** Returns a finding with which the service does not start, because it could not meet its guarantees. */
export const refusal = (check: string, text: string): Finding => ({
  ...problem(check, text),
  refusesStart: true,
});

/** Returns `refusal` in production, `warning` elsewhere. */
export const refusalWhen = (isProduction: boolean) => (isProduction ? refusal : warning);

/** Formats the finding as one line. */
export function lineOf({ level, check, text }: Finding): string {
  return `${level.padEnd(8)} ${check}: ${text}`;
}
