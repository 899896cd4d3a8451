import { defanged } from './defang.js';

describe('a text that a user chose', () => {
  it.each([
    'https://evil.example/x',
    'www.evil.example',
    'evil.example',
    'call@evil.example',
    'javascript:alert(1)',
    'mailto:a@b.c',
  ])('%s is no link any more', (text) => {
    expect(defanged(text)).not.toMatch(/[.:/@][^\u200c]/);
  });

  it('looks as before', () => {
    expect(defanged('anna.berg').replaceAll('\u200c', '')).toBe('anna.berg');
    expect(defanged('Zoë')).toBe('Zoë');
  });

  it.each(['a\r\nBcc: x', 'a\u2028b', 'a\u202eb', 'a\u0000b', 'a\u0085b'])('%j stays on its line', (text) => {
    expect(defanged(text)).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e]/u);
  });
});
