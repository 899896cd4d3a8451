import type { ValidationError } from 'class-validator';
import { ValidationFailed } from './common.errors.js';
import type { FieldFault } from './problem.js';

/** The problem of one field; `fault` says what is wrong with it, as in `must be a cursor`. */
export function invalidField(field: string, fault: string): ValidationFailed {
  const message = `${field} ${fault}`;
  return new ValidationFailed(`${message}.`, { errors: [{ field, message }] });
}

/** Names every faulty field, with its path, once. The values are not repeated: one may be a password. */
export function validationFailed(errors: ValidationError[]): ValidationFailed {
  const faults = errors.flatMap((error) => faultsOf(error));
  return new ValidationFailed(`${faults.map(({ message }) => message).join('; ')}.`, { errors: faults });
}

function faultsOf({ property, constraints, children = [] }: ValidationError, parent = ''): FieldFault[] {
  const field = (parent ? `${parent}.${property}` : property).slice(0, 100);
  const own = Object.entries(constraints ?? {}).map(([rule, message]) => ({
    field,
    message: rule === 'whitelistValidation' ? `${field} is not a field of this request` : message,
  }));
  return [...own.slice(0, 1), ...children.flatMap((child) => faultsOf(child, field))];
}
