import { isCleanText } from '../common/text.field.js';
import { invalidField } from '../common/validation.js';

/** Makes an opaque cursor of the key at which a page ends. */
export function cursorOf(key: string): string {
  return Buffer.from(key).toString('base64url');
}

/** Reads a cursor back. @throws ValidationFailed for what `cursorOf` never made */
export function keyOf(cursor: string): string {
  const key = Buffer.from(cursor, 'base64url').toString();
  if (cursorOf(key) === cursor && isCleanText(key)) return key;
  throw invalidField('after', 'must be a cursor from a Link header');
}
