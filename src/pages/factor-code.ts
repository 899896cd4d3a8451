import type { Fault } from '../common/field-rules.js';
import { isRecoveryCode } from '../factors/recovery-codes/recovery-code-text.js';
import { isCleanText, lengthFault, lengthOf, MALFORMED_TEXT, Satisfies } from '../http/text.field.js';
import type { CodeAnswer } from '../sign-in/second-factors.js';

const SIX_DIGITS = /^[0-9]{6}$/;
/** Separators in a typed code, because apps show the digits in groups. */
const SEPARATORS = /[\s-]/g;
const BOUNDS = { min: 1, max: 40 };
const NO_CODE: Fault = { rule: 'pattern', message: 'must be six digits or a recovery code' };

/**
 * A field with a TOTP code or a recovery code. Text in neither form is refused here, and does not count as an attempt.
 */
export const FactorCodeField = () =>
  Satisfies('factorCode', BOUNDS, (typed) => {
    if (!isCleanText(typed)) return MALFORMED_TEXT;
    const { kind, code } = factorAnswerOf(typed);
    const isCode = kind === 'totp' || isRecoveryCode(code);
    return lengthFault(lengthOf(typed), BOUNDS) ?? (isCode ? undefined : NO_CODE);
  });

/**
 * Recognizes a typed code by its form: six digits are from an authenticator app, anything else is a recovery
 * code.
 */
export function factorAnswerOf(typed: string): CodeAnswer {
  const digits = typed.replace(SEPARATORS, '');
  return SIX_DIGITS.test(digits) ? { kind: 'totp', code: digits } : { kind: 'recovery_code', code: typed };
}
