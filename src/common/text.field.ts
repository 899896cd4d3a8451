import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsString, ValidateBy, ValidateIf, type ValidationArguments } from 'class-validator';

/** Counts what a person would count as typed: code points, not UTF-16 units. */
export function lengthOf(text: string): number {
  return Array.from(text).length;
}

/** Checks a value and says what is wrong with it in plain words, or nothing when all is well. */
export type Check = (value: string, dto: object) => string | undefined;

/** A class-validator rule from a check that answers with a sentence. */
export function Satisfies(name: string, check: Check): PropertyDecorator {
  const fault = (value: unknown, { object }: ValidationArguments) =>
    typeof value === 'string' ? check(value, object) : 'must be a string';
  return ValidateBy({
    name,
    validator: {
      validate: (value, rule) => rule !== undefined && fault(value, rule) === undefined,
      defaultMessage: (rule) => (rule ? `${rule.property} ${fault(rule.value, rule)}` : 'is invalid'),
    },
  });
}

/** NUL ends strings in C, and lone surrogates all become U+FFFD on the way to a hash: two inputs would be one. */
export function isCleanText(value: string): boolean {
  return value.isWellFormed() && !value.includes('\0');
}

/** Leaves the field out of the checks when it is absent. Unlike IsOptional, `null` is still checked, and refused. */
export const MayBeAbsent = () => ValidateIf((_: object, value: unknown) => value !== undefined);

/** Well-formed text of bounded length. */
export function TextField(min: number, max: number, api: ApiPropertyOptions = {}): PropertyDecorator {
  const check: Check = (value) => {
    if (!isCleanText(value)) return 'must be well-formed text without NUL';
    const length = lengthOf(value);
    return length < min || length > max ? `must have ${min} to ${max} characters` : undefined;
  };
  return applyDecorators(
    ApiProperty({ type: 'string', minLength: min, maxLength: max, ...api }),
    ...(api.required === false ? [MayBeAbsent()] : []),
    Satisfies('text', check),
    IsString(),
  );
}
