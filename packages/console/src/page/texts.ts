import { IntlMessageFormat } from 'intl-messageformat';
import type en from '../messages/en.json';
import { page } from './page.js';

export type TextKey = keyof typeof en;
export type TextValues = Readonly<Record<string, string | number>>;

/** A text without braces, or one that the build has parsed. */
type Text = string | ConstructorParameters<typeof IntlMessageFormat>[0];

let texts: Readonly<Partial<Record<string, Text>>> = {};

/** Loads the texts in the language of the page. */
export async function loadTexts(): Promise<void> {
  const messages =
    page.language === 'de' ? await import('../messages/de.json') : await import('../messages/en.json');
  texts = messages.default;
}

/** Returns a text in the language of the page, with values for the names in braces. */
export function t(key: TextKey, values: TextValues = {}): string {
  const text = texts[key] ?? key;
  if (typeof text === 'string') return text;
  return String(new IntlMessageFormat(text, page.language).format(values));
}

/** Returns whether a text exists, because the service may have codes that this console does not know. */
export function isTextKey(key: string): key is TextKey {
  return key in texts;
}

/** Returns the first key that has a text, or the last key. */
export function textOf(...keys: readonly [...string[], TextKey]): TextKey {
  return keys.find(isTextKey) ?? (keys.at(-1) as TextKey);
}
