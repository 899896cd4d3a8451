import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { isEmail } from 'class-validator';
import type { Fault } from '../common/field-rules.js';
import {
  type Check,
  isCleanText,
  lengthFault,
  lengthOf,
  MayBeAbsent,
  Satisfies,
} from '../http/text.field.js';
import { canonicalEmail, canonicalName, isNameText } from './canonical.js';

export const NAME_MIN = 3;
export const NAME_MAX = 64;
export const EMAIL_MAX = 254;

const NAME_BOUNDS = { min: NAME_MIN, max: NAME_MAX };
const NOT_A_NAME: Fault = { rule: 'pattern', message: 'may have letters, marks, digits and ._- only' };
const AMBIGUOUS: Fault = { rule: 'pattern', message: 'has a character that stands for several others' };
const NOT_AN_EMAIL: Fault = { rule: 'not_an_email', message: 'must be an e-mail address' };

/**
 * Returns the fault of a new name, or nothing. Both forms of the name must fit: as typed, which has more characters
 * where marks are separate from their letters, and canonical, which is stored as the key.
 */
export const nameFault: Check = (name) => {
  if (!isCleanText(name) || !isNameText(name)) return NOT_A_NAME;
  const [typed, composed] = [lengthOf(name), lengthOf(name.normalize('NFC'))];
  const fault = lengthFault(typed > NAME_MAX ? typed : composed, NAME_BOUNDS);
  if (fault) return fault;
  const key = canonicalName(name);
  return isNameText(key) ? lengthFault(lengthOf(key), NAME_BOUNDS) : AMBIGUOUS;
};

/**
 * Checks an address. Quotes are refused, because a quoted local part can hold a second address, and mailers have been
 * misled by it.
 */
const emailFault: Check = (email) => {
  const isFine =
    email.length <= EMAIL_MAX &&
    isCleanText(email) &&
    !email.includes('"') &&
    isEmail(email, { allow_utf8_local_part: false }) &&
    isEmail(canonicalEmail(email));
  return isFine ? undefined : NOT_AN_EMAIL;
};

/** A name that a user chooses. */
export function NameField(api: ApiPropertyOptions = {}): PropertyDecorator {
  return applyDecorators(
    ApiProperty({
      type: 'string',
      description: 'The name. Letters, marks, digits and `._-` are allowed.',
      minLength: NAME_MIN,
      maxLength: NAME_MAX,
      example: 'alice',
      ...api,
    }),
    ...(api.required === false ? [MayBeAbsent()] : []),
    Satisfies('name', NAME_BOUNDS, nameFault),
  );
}

/** An e-mail address, which is optional. */
export function EmailField(api: ApiPropertyOptions = {}): PropertyDecorator {
  return applyDecorators(
    ApiProperty({
      type: 'string',
      format: 'email',
      description: api.nullable ? 'The e-mail address; null removes it.' : 'The e-mail address.',
      maxLength: EMAIL_MAX,
      required: false,
      example: 'alice@example.com',
      ...api,
    } as ApiPropertyOptions),
    MayBeAbsent(),
    Satisfies('email', { min: 1, max: EMAIL_MAX }, emailFault),
  );
}
