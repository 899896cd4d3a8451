import { ContextWords } from './context-words.js';

const words = new ContextWords(['Acme', 'Acme Rockets', 'Zürich', '3M']);

describe('ContextWords', () => {
  it.each([
    ['alone', 'acme'],
    ['in capitals', 'ACME'],
    ['in other letters', 'ＡＣＭＥ'],
    ['in decomposed letters', 'Zu\u0308rich'],
    ['followed by digits', 'Acme2026'],
    ['after punctuation', '!!!acme'],
    ['between both', '2026-Acme-!'],
    ['more than once', 'acmeACMEacme'],
    ['beside another', 'Zürich_Acme_2026'],
    ['as a part of a longer one', 'acme rockets 1'],
    ['with symbols around', '€acme😀'],
    ['with a digit of its own', '3M#3M#3M'],
  ])('matches a password that has one %s', (_, password) => expect(words.make(password)).toBe(true));

  it.each([
    ['has another word too', 'acme otters'],
    ['has a letter too', 'acme2026x'],
    ['has another one inside', 'acacmeme'],
    ['has none', '20262026!'],
    ['is empty', ''],
  ])('does not match a password that %s', (_, password) => expect(words.make(password)).toBe(false));

  it('matches no password when there are no words', () =>
    expect(new ContextWords([]).make('acme2026')).toBe(false));
});
