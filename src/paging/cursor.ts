import { isCleanText } from '../http/text.field.js';
import { invalidField } from '../common/invalid-field.js';

/** Returns an opaque cursor for the key at which a page ends. */
export function cursorOf(key: string): string {
  return Buffer.from(key).toString('base64url');
}

/** Returns the key of a cursor. @throws ValidationFailed for a text that is not a cursor */
export function keyOf(cursor: string): string {
  const key = Buffer.from(cursor, 'base64url').toString();
  if (cursorOf(key) === cursor && isCleanText(key)) return key;
  throw invalidField('after', {
    rule: 'not_a_cursor',
    message: 'must be a cursor from a Link or X-Next-Cursor header',
  });
}
