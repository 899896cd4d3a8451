import type { ValidationError } from 'class-validator';
import { ValidationFailed } from '../common/common.errors.js';
import { type Fault, ruleOfConstraint } from '../common/field-rules.js';
import type { FieldFault } from '../common/problem.js';

const MAX_FIELD_LENGTH = 100;

/** The context of a DTO field's constraint: a rule with its params, or only the params. */
interface ConstraintContext {
  readonly fault?: Fault;
  readonly params?: Fault['params'];
}

/**
 * Returns an error that names every invalid field once, with its path. It does not contain the values, because one may
 * be a password.
 */
export function validationFailed(errors: ValidationError[]): ValidationFailed {
  const faults = errors.flatMap((error) => faultsOf(error));
  return new ValidationFailed(`${faults.map(({ message }) => message).join('; ')}.`, { errors: faults });
}

function faultsOf(
  { property, constraints, contexts, children = [] }: ValidationError,
  parent = '',
): FieldFault[] {
  const field = (parent ? `${parent}.${property}` : property).slice(0, MAX_FIELD_LENGTH);
  const own = Object.entries(constraints ?? {}).map(([constraint, message]) =>
    faultOf(field, constraint, message, contexts?.[constraint]),
  );
  return [...own.slice(0, 1), ...children.flatMap((child) => faultsOf(child, field))];
}

function faultOf(
  field: string,
  constraint: string,
  message: string,
  { fault, params }: ConstraintContext = {},
): FieldFault {
  const rule = fault?.rule ?? ruleOfConstraint(constraint) ?? 'wrong_type';
  const isUnknown = rule === 'unknown_field';
  return {
    field,
    rule,
    message: isUnknown ? `${field} is not a field of this request` : message,
    params: fault?.params ?? params,
  };
}
