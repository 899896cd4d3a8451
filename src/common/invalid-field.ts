import { ValidationFailed } from './common.errors.js';
import type { Fault } from './field-rules.js';

/** Returns the error for one invalid field. */
export function invalidField(field: string, { rule, message, params }: Fault): ValidationFailed {
  const sentence = `${field} ${message}`;
  return new ValidationFailed(`${sentence}.`, { errors: [{ field, rule, message: sentence, params }] });
}
