import { page } from '../page/page.js';
import { t } from '../page/texts.js';

/** The languages that mails are written in. An operator may have added others. */
const KNOWN = ['en', 'de'];

/** Returns the languages to choose from, with the stored one, each with its name in that language. */
export function localesWith(stored: string | null): readonly (readonly [value: string, name: string])[] {
  const all = stored === null || KNOWN.includes(stored) ? KNOWN : [...KNOWN, stored];
  return [['', t('profile.anyLocale')], ...all.map((tag) => [tag, nameOf(tag)] as const)];
}

function nameOf(tag: string): string {
  try {
    return new Intl.DisplayNames([tag, page.language], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
