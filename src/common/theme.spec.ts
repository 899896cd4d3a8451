import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTheme } from './theme.js';

const folder = mkdtempSync(join(tmpdir(), 'watchword-theme-'));
afterAll(() => rmSync(folder, { recursive: true }));

function themeOf(text: string) {
  const file = join(folder, 'theme.json');
  writeFileSync(file, text);
  return readTheme(file);
}

it('without a file, the theme is the default', () => {
  expect(readTheme(undefined)).toEqual({ name: 'Watchword', colour: '#1f4b99' });
});

it('a file changes only the values it contains', () => {
  const logo = 'https://example.com/logo.png';
  expect(themeOf(JSON.stringify({ name: 'Acme', logo }))).toEqual({ name: 'Acme', logo, colour: '#1f4b99' });
});

it.each([
  ['{"name": ""}', /name must/],
  ['{"name": "a\\r\\nBcc: b"}', /name must/],
  ['{"logo": "http://example.com/logo.png"}', /logo must/],
  ['{"logo": "https://example.com/\\"onload=x"}', /logo must/],
  ['{"colour": "red"}', /colour must/],
  ['{"colour": "#ffee88"}', /too light/],
  ['{', /cannot be read/],
])('the theme %s is refused', (text, fault) => expect(() => themeOf(text)).toThrow(fault));
