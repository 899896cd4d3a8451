import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import type { Fault } from '../common/field-rules.js';
import { bytesOf, isJsonObject, type JsonObject } from '../common/json-object.js';
import { Faultless, MALFORMED_TEXT } from './text.field.js';

/** Maximum size of an object as JSON, in bytes of UTF-8. */
export const MAX_OBJECT_BYTES = 4096;

/** Maximum nesting: the object itself is the first level. */
const MAX_OBJECT_DEPTH = 8;

const NO_OBJECT: Fault = { rule: 'wrong_type', message: 'must be an object' };
const TOO_DEEP: Fault = {
  rule: 'too_deep',
  message: `must be nested ${MAX_OBJECT_DEPTH} levels deep at most`,
  params: { max: MAX_OBJECT_DEPTH },
};
const BAD_TEXT: Fault = { ...MALFORMED_TEXT, message: 'has text with NUL or half of a character' };
const INEXACT: Fault = {
  rule: 'inexact_number',
  message: 'has a number that not every reader of JSON reads alike: send it as text',
};

/** The fault of an object that takes up too many bytes. */
export const TOO_LARGE: Fault = {
  rule: 'too_long',
  message: `must have ${MAX_OBJECT_BYTES} bytes at most, as JSON`,
  params: { max: MAX_OBJECT_BYTES },
};

/** An object of any members, which comes back exactly as it was sent. */
export function JsonObjectField(api: ApiPropertyOptions = {}): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: 'object', additionalProperties: true, ...api } as ApiPropertyOptions),
    // As it was parsed: class-transformer would make instances of it.
    Transform(({ obj, key }) => (obj as Record<string, unknown>)[key]),
    Faultless('jsonObject', faultOf),
  );
}

function faultOf(value: unknown): Fault | undefined {
  if (!isJsonObject(value)) return NO_OBJECT;
  return faultIn(value, 1) ?? (bytesOf(value) > MAX_OBJECT_BYTES ? TOO_LARGE : undefined);
}

function faultIn(value: JsonObject[string], level: number): Fault | undefined {
  if (typeof value === 'string') return isStorable(value) ? undefined : BAD_TEXT;
  if (typeof value === 'number') return isExact(value) ? undefined : INEXACT;
  if (typeof value !== 'object' || value === null) return undefined;
  if (level > MAX_OBJECT_DEPTH) return TOO_DEEP;
  const isBadName = (name: string) => !isStorable(name);
  if (Object.keys(value).some(isBadName)) return BAD_TEXT;
  for (const inner of Object.values(value)) {
    const fault = faultIn(inner, level + 1);
    if (fault) return fault;
  }
  return undefined;
}

function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** Whole numbers beyond 2^53 are rounded by every reader that uses doubles (RFC 7493 2.2), so they were when they came. */
function isExact(value: number): boolean {
  return Number.isSafeInteger(value) || (Number.isFinite(value) && !Number.isInteger(value));
}
