import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { isEmail } from 'class-validator';
import { type Check, isCleanText, lengthOf, MayBeAbsent, Satisfies } from '../common/text.field.js';
import { canonicalEmail, canonicalName, isNameText } from './canonical.js';

export const NAME_MIN = 3;
export const NAME_MAX = 64;
export const EMAIL_MAX = 254;

/** Composed, a character is one; typed, it may be up to this many. What is longer is not worth the work of composing. */
const MOST_PARTS = 8;
const LENGTH_FAULT = `must have ${NAME_MIN} to ${NAME_MAX} characters`;

/** Says what is wrong with a new name, or nothing. The canonical form must fit as well: it is what is stored as key. */
export const nameFault: Check = (name) => {
  if (name.length > NAME_MAX * MOST_PARTS) return LENGTH_FAULT;
  if (!isCleanText(name) || !isNameText(name)) return 'may have letters, marks, digits and ._- only';
  const key = canonicalName(name);
  if (!isNameText(key)) return 'has a character that stands for several others';
  const lengths = [lengthOf(name.normalize('NFC')), lengthOf(key)];
  return lengths.some((length) => length < NAME_MIN || length > NAME_MAX) ? LENGTH_FAULT : undefined;
};

/** Quotes are refused: a quoted local part can hold a second address, and mailers have been led astray by it. */
const emailFault: Check = (email) => {
  const isFine =
    email.length <= EMAIL_MAX &&
    isCleanText(email) &&
    !email.includes('"') &&
    isEmail(email, { allow_utf8_local_part: false }) &&
    isEmail(canonicalEmail(email));
  return isFine ? undefined : 'must be an e-mail address';
};

/** A name that a person chooses. */
export function NameField(api: ApiPropertyOptions = {}): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: 'string', minLength: NAME_MIN, maxLength: NAME_MAX, example: 'alice', ...api }),
    ...(api.required === false ? [MayBeAbsent()] : []),
    Satisfies('name', nameFault),
  );
}

/** An e-mail address, which may be left out. */
export function EmailField(api: ApiPropertyOptions = {}): PropertyDecorator {
  return applyDecorators(
    ApiProperty({
      type: 'string',
      format: 'email',
      maxLength: EMAIL_MAX,
      required: false,
      example: 'alice@example.com',
      ...api,
    } as ApiPropertyOptions),
    MayBeAbsent(),
    Satisfies('email', emailFault),
  );
}
