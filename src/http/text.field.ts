import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { ValidateBy, ValidateIf, type ValidationArguments } from 'class-validator';
import type { Fault } from '../common/field-rules.js';

/**
 * Maximum number of UTF-16 units per character before composition. Longer texts are refused before they are normalized
 * or matched, because both take time.
 */
const MAX_UNITS_PER_CHARACTER = 8;

/**
 * More than 30 consecutive marks, the limit of the Stream-Safe Text Format (Unicode UAX #15, section 13). Sorting n
 * marks takes n² steps. The two half-width sound marks are letters until NFKC turns them into marks.
 */
const TOO_MANY_MARKS = /[\p{M}\uff9e\uff9f]{31}/u;

/** Returns the number of code points, not of UTF-16 units. */
export function lengthOf(text: string): number {
  return Array.from(text).length;
}

/** Minimum and maximum length of a text in characters. */
export interface TextBounds {
  readonly min: number;
  readonly max: number;
}

/** Checks a value and returns its fault, or nothing if it is valid. */
export type Check = (value: string, dto: object) => Fault | undefined;

export const MALFORMED_TEXT: Fault = {
  rule: 'malformed_text',
  message: 'must be well-formed text without NUL, with at most 30 marks in a row',
};

/** Returns the fault of a text that is too short or too long, or nothing. */
export function lengthFault(length: number, { min, max }: TextBounds): Fault | undefined {
  if (length >= min && length <= max) return undefined;
  return {
    rule: length < min ? 'too_short' : 'too_long',
    message: `must have ${min} to ${max} characters`,
    params: { min, max },
  };
}

/**
 * Makes a class-validator rule from a check of a text. The check is called only for texts that are not far too long.
 */
export function Satisfies(name: string, bounds: TextBounds, check: Check): PropertyDecorator {
  return Faultless(name, (value, dto) => faultOf(value, bounds, check, dto));
}

/**
 * Makes a class-validator rule from a check of any value. class-validator reads the message and the context right after a
 * value was refused, in the same turn of the event loop, so the result of one check serves all three.
 */
export function Faultless(
  name: string,
  check: (value: unknown, dto: object) => Fault | undefined,
): PropertyDecorator {
  const context: { fault: Fault | undefined } = { fault: undefined };
  const validate = (value: unknown, rule?: ValidationArguments) => {
    context.fault = check(value, rule?.object ?? {});
    return context.fault === undefined;
  };
  const defaultMessage = (rule?: ValidationArguments) => `${rule?.property} ${context.fault?.message}`;
  return ValidateBy({ name, validator: { validate, defaultMessage } }, { context });
}

function faultOf(value: unknown, bounds: TextBounds, check: Check, dto: object): Fault | undefined {
  if (value === undefined) return { rule: 'required', message: 'must be given' };
  if (typeof value !== 'string') return { rule: 'wrong_type', message: 'must be a string' };
  const isFarTooLong = value.length > bounds.max * MAX_UNITS_PER_CHARACTER;
  return isFarTooLong ? lengthFault(value.length, bounds) : check(value, dto);
}

/**
 * Returns whether a text contains neither NUL nor lone surrogates. NUL ends strings in C, and all lone surrogates
 * become U+FFFD before hashing, so that two inputs would be equal.
 */
export function isCleanText(value: string): boolean {
  return value.isWellFormed() && !value.includes('\0') && !TOO_MANY_MARKS.test(value);
}

/** Skips the checks when the field is absent. Unlike with IsOptional, `null` is still checked and refused. */
export const MayBeAbsent = () => ValidateIf((_: object, value: unknown) => value !== undefined);

/** In a change, `null` removes the value (RFC 7396), and is not checked. */
export const MayBeNull = () =>
  ValidateIf((_: object, value: unknown) => value !== undefined && value !== null);

/** A field with well-formed text of limited length. */
export function TextField(min: number, max: number, api: ApiPropertyOptions = {}): PropertyDecorator {
  const check: Check = (value) =>
    isCleanText(value) ? lengthFault(lengthOf(value), { min, max }) : MALFORMED_TEXT;
  return applyDecorators(
    ApiProperty({ type: 'string', minLength: min, maxLength: max, ...api }),
    ...(api.required === false ? [MayBeAbsent()] : []),
    Satisfies('text', { min, max }, check),
  );
}
