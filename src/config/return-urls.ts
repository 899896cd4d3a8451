import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { faultless } from './variable.decorators.js';

/**
 * An origin, or an address with a path. It has no backslash, which would be read as a slash, and no `*`, because
 * patterns are not supported.
 */
const FORM = /^https?:\/\/[^\s/\\?#@*][^\s\\?#@*]*$/i;

/** A list of origins and of addresses with a path, to which pages may redirect after a sign-in. */
export const ReturnUrls = () =>
  applyDecorators(
    Transform(({ value }) => [...new Set((value as string[]).map((entry) => normal(entry) ?? entry))]),
    faultless((value) => (value as string[]).map(faultOf).find(Boolean)),
  );

/** Normalizes an entry to the spelling of browsers: an origin without a trailing slash, and a path without `..`. */
function normal(entry: string): string | undefined {
  if (!FORM.test(entry) || !URL.canParse(entry)) return undefined;
  const { origin, pathname } = new URL(entry);
  return pathname === '/' ? origin : origin + pathname;
}

function faultOf(entry: string): string | undefined {
  if (normal(entry) !== undefined) return undefined;
  return `must be a list of addresses such as https://app.example.com or https://example.com/app/, without user, query (?) and fragment (#): ${entry} is none`;
}
