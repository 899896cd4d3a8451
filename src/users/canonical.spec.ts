import { canonicalEmail, canonicalName, isNameText } from './canonical.js';
import { nameFault } from './user.fields.js';

const letters = Array.from({ length: 0x110000 }, (_, codePoint) => codePoint)
  .filter((codePoint) => codePoint < 0xd800 || codePoint > 0xdfff)
  .map((codePoint) => String.fromCodePoint(codePoint))
  .filter(isNameText);

describe('canonicalName', () => {
  it.each([
    ['Alice', 'alice'],
    ['ＡＬＩＣＥ', 'alice'],
    ['ﬁona', 'fiona'],
    ['Ame\u0301lie', 'am\u00e9lie'],
    ['ΟΔΟΣ', 'οδος'],
    ['ЖУК', 'жук'],
    ['𐐀𐐁𐐂', '𐐨𐐩𐐪'],
    ['STRAẞE', 'straße'],
  ])('takes %s and %s for one name', (one, other) => {
    expect(canonicalName(one)).toBe(canonicalName(other));
  });

  it.each([
    ['straße', 'strasse'],
    ['amelie', 'amélie'],
    ['alice', 'alıce'],
    ['alice', 'аlice'],
    ['alice', 'alice '],
    ['al😀', 'al😁'],
  ])('keeps %s and %s apart', (one, other) => {
    expect(canonicalName(one)).not.toBe(canonicalName(other));
  });

  it('is stable for every letter: the canonical form of a canonical form is itself', () => {
    const moving = letters.filter((letter) => canonicalName(canonicalName(letter)) !== canonicalName(letter));
    expect(moving).toEqual([]);
  });

  it('folds two letters together where Unicode does, for every letter with a case', () => {
    const apart = letters.filter((letter) =>
      [letter.toLowerCase(), letter.toUpperCase()]
        .filter((other) => other !== letter)
        .filter((other) => new RegExp(`^\\u{${letter.codePointAt(0)?.toString(16)}}$`, 'iu').test(other))
        .some((other) => canonicalName(other) !== canonicalName(letter)),
    );
    expect(apart).toEqual([]);
  });
});

describe('nameFault', () => {
  it.each(['abc', 'żółć', 'иван', '李小龍', 'สมชาย', 'a.b_c-d', 'x'.repeat(64)])('accepts %s', (name) => {
    expect(nameFault(name, {})).toBeUndefined();
  });

  it.each([
    'ab',
    'x'.repeat(65),
    'a b c',
    'a@b.c',
    'abc\u200b',
    'ab\u0000c',
    'a\u3164bc',
    'abc\ufe0f',
    '😀😀😀',
    'ab\ud800c',
    'ﷺﷺﷺ',
  ])('refuses %j', (name) => {
    expect(nameFault(name, {})).toMatchObject({ message: expect.any(String) });
  });
});

describe('canonicalEmail', () => {
  it('takes case and the spelling of the domain for no difference', () => {
    expect(canonicalEmail('Alice@BÜCHER.example')).toBe('alice@xn--bcher-kva.example');
  });
});
