import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Languages } from './languages.js';
import { assertComplete, BUILT_IN, formatted, pathsOf } from './mail-messages.js';
import { MAIL_TEMPLATES } from './mail-templates.js';

const folder = mkdtempSync(join(tmpdir(), 'watchword-mail-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes a language into a new folder. */
function folderWith(tag: string, texts: object): string {
  const own = mkdtempSync(join(folder, 'templates-'));
  mkdirSync(join(own, tag));
  writeFileSync(join(own, tag, 'messages.json'), JSON.stringify(texts));
  return own;
}

/** Returns every text with its path. */
function textsOf(texts: object): [string, string][] {
  const read = (path: string) =>
    path.split('.').reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], texts);
  return pathsOf(texts).map((path) => [path, String(read(path))]);
}

/** Returns a value for each name in braces. */
function valuesFor(text: string): Record<string, number> {
  return Object.fromEntries([...text.matchAll(/\{(\w+)[,}]/g)].map(([, name]) => [name, 2]));
}

describe('the languages of a release', () => {
  it('have the same texts', () => {
    expect(pathsOf(BUILT_IN.de!).toSorted()).toEqual(pathsOf(BUILT_IN.en!).toSorted());
  });

  it('have texts for every template', () => {
    expect(Object.keys(BUILT_IN.en!)).toEqual(expect.arrayContaining([...MAIL_TEMPLATES]));
  });

  it.each(Object.entries(BUILT_IN))('%s needs no value that English does not name', (tag, texts) => {
    const own = new Map(textsOf(texts));
    for (const [path, text] of textsOf(BUILT_IN.en!))
      expect(() => formatted(own.get(path)!, tag, valuesFor(text))).not.toThrow();
  });

  it.each(Object.entries(BUILT_IN))('%s is in the format of ICU', (tag, texts) => {
    expect(() => assertComplete(texts, tag)).not.toThrow();
  });
});

describe('the language of a mail', () => {
  const languages = new Languages(undefined);

  it.each([
    [undefined, 'en'],
    ['', 'en'],
    ['de', 'de'],
    ['de-AT', 'de'],
    ['DE-Latn-CH', 'de'],
    ['fr', 'en'],
    ['fr-FR,fr;q=0.9,de;q=0.8,en;q=0.7', 'de'],
    ['en;q=0.2,de;q=0.9', 'de'],
    ['de;q=0,en', 'en'],
    ['*', 'en'],
    ['de\r\nBcc: x@example.com', 'en'],
    ['__proto__', 'en'],
    ['-', 'en'],
  ])('for %j is %s', (preference, tag) => expect(languages.of(preference).tag).toBe(tag));
});

describe('MAIL_TEMPLATES', () => {
  it('adds the language of each folder', () => {
    const texts = { ...BUILT_IN.en, greeting: 'Bonjour {name},' };
    const languages = new Languages(folderWith('fr', texts));

    expect(languages.of('fr-CA').texts.greeting).toBe('Bonjour {name},');
    expect(languages.of('de').tag).toBe('de');
  });

  it('replaces a language of the release', () => {
    const languages = new Languages(folderWith('de', { ...BUILT_IN.de, greeting: 'Moin {name},' }));
    expect(languages.of('de').texts.greeting).toBe('Moin {name},');
  });

  it('is refused where a text is missing, and the fault names it', () => {
    const { invite, ...rest } = BUILT_IN.en!;
    const texts = { ...rest, invite: { ...invite, subject: undefined } };
    expect(() => new Languages(folderWith('fr', texts))).toThrow(/messages\.json: .*invite\.subject/);
  });

  it('is refused where a text is not in the format of ICU', () => {
    const texts = { ...BUILT_IN.en, greeting: 'Bonjour {name' };
    expect(() => new Languages(folderWith('fr', texts))).toThrow(/greeting/);
  });

  it('is refused where the folder is missing, or has a name that is no language', () => {
    expect(() => new Languages('/nowhere')).toThrow(/no folder/);
    expect(() => new Languages(folderWith('not a language', BUILT_IN.en!))).toThrow(/MAIL_TEMPLATES/);
  });
});
