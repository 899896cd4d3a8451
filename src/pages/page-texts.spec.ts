import { formatted, pathsOf } from '../mail/mail-messages.js';
import { PAGE_TEXTS, textsFor } from './page-texts.js';

/** Rules that a new password can break. */
const PASSWORD_RULES = [
  'breached_password',
  'common_password',
  'context_word',
  'malformed_text',
  'own_name',
  'required',
  'too_long',
  'too_short',
];
const VALUES = {
  page: 'sign_in',
  days: 2,
  min: 8,
  max: 256,
  seconds: 2,
  minutes: 2,
  request: 'abc',
  name: 'alice',
  client: 'orders',
  code: 'WDJB-MJHT',
  isRequired: 'true',
  byMail: 'off',
};

/** Returns all texts of a language. */
function textsOf(node: object): string[] {
  return Object.values(node).flatMap((value: string | object) =>
    typeof value === 'string' ? [value] : textsOf(value),
  );
}

describe('the languages of the pages', () => {
  it('have the same texts', () => {
    expect(pathsOf(PAGE_TEXTS.de!).toSorted()).toEqual(pathsOf(PAGE_TEXTS.en!).toSorted());
  });

  it.each(Object.entries(PAGE_TEXTS))(
    '%s is in the format of ICU, and needs no other value',
    (tag, texts) => {
      const written = textsOf(texts).map((text) => formatted(text, tag, VALUES));
      expect(written.filter((text) => /[{}]|undefined/.test(text) || text === '')).toEqual([]);
    },
  );

  it('have a sentence for every rule that a password can break', () => {
    expect(Object.keys(PAGE_TEXTS.en!.fields.newPassword.faults)).toEqual([...PASSWORD_RULES, 'other']);
  });

  it.each([
    [undefined, 'en'],
    ['de-AT,de;q=0.9,en;q=0.8', 'de'],
    ['fr, de;q=0.5', 'de'],
    ['fr', 'en'],
    ['"><script>', 'en'],
  ])('for %j is %s', (preference, tag) => expect(textsFor(preference).tag).toBe(tag));
});
