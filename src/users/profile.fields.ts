import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import type { Fault } from '../common/field-rules.js';
import { JsonObjectField, MAX_OBJECT_BYTES } from '../http/json.field.js';
import {
  type Check,
  isCleanText,
  lengthFault,
  lengthOf,
  MALFORMED_TEXT,
  MayBeAbsent,
  MayBeNull,
  Satisfies,
} from '../http/text.field.js';

/** Whether null is accepted, and removes the value. */
interface Removable {
  readonly nullable?: boolean;
}

const DISPLAY_NAME = { min: 1, max: 100 };
const LOCALE = { min: 2, max: 35 };

/**
 * Invisible characters and characters that change the order of letters: control characters, line ends, and the marks of
 * bidirectional text. The joiners of emoji and of Persian are allowed.
 */
const UNSEEN =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Noncharacter_Code_Point}\ufeff\u2060-\u2064\u{e0000}\u{e0001}]/u;
const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}]/u;

const NOT_SHOWN: Fault = {
  rule: 'pattern',
  message: 'must be visible, in one line, without control characters',
};
const NO_LANGUAGE: Fault = { rule: 'not_a_language', message: 'must be a language tag such as de or pt-BR' };

/** Checks a display name. Its length is that of the composed form (NFC), which is stored. */
const displayNameFault: Check = (text) => {
  if (!isCleanText(text)) return MALFORMED_TEXT;
  const fault = lengthFault(lengthOf(text.normalize('NFC')), DISPLAY_NAME);
  return fault ?? (UNSEEN.test(text) || !VISIBLE.test(text) ? NOT_SHOWN : undefined);
};

const localeFault: Check = (tag) => {
  const isFine = lengthFault(tag.length, LOCALE) === undefined && canonicalLocale(tag) !== undefined;
  return isFine ? undefined : NO_LANGUAGE;
};

/** Returns a language tag in its canonical form (`pt-BR`), or nothing if it is invalid. */
export function canonicalLocale(tag: string): string | undefined {
  try {
    const [canonical] = Intl.getCanonicalLocales(tag);
    return canonical !== undefined && canonical.length <= LOCALE.max ? canonical : undefined;
  } catch {
    return undefined;
  }
}

const optional = ({ nullable }: Removable) => (nullable ? MayBeNull() : MayBeAbsent());

/** The display name of a user. */
export const DisplayNameField = (how: Removable = {}) =>
  applyDecorators(
    ApiProperty({
      type: 'string',
      description: `The name to show. It may have blanks and need not be unique${how.nullable ? '; null removes it' : ''}.`,
      minLength: DISPLAY_NAME.min,
      maxLength: DISPLAY_NAME.max,
      required: false,
      example: 'Alice Liddell',
      ...how,
    }),
    optional(how),
    Satisfies('displayName', DISPLAY_NAME, displayNameFault),
  );

/** The language of a user. */
export const LocaleField = (how: Removable = {}) =>
  applyDecorators(
    ApiProperty({
      type: 'string',
      description: `The language of the user, as a tag (BCP 47). Mails are written in it${how.nullable ? '; null removes it' : ''}.`,
      minLength: LOCALE.min,
      maxLength: LOCALE.max,
      required: false,
      example: 'en-GB',
      ...how,
    }),
    optional(how),
    Satisfies('locale', LOCALE, localeFault),
  );

/** A JSON object that applications store for a user. */
export const MetadataField = (whose: string, how: Removable = {}) =>
  applyDecorators(
    JsonObjectField({
      description: `${whose}: any members, ${MAX_OBJECT_BYTES} bytes at most as JSON, nested 8 levels deep at most. Members are merged into those that there are, and null removes one (RFC 7396).`,
      required: false,
      example: { theme: 'dark' },
      ...how,
    }),
    optional(how),
  );
