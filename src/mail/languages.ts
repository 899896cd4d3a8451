import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { preferredLanguage } from '../common/preferred-language.js';
import { assertComplete, BUILT_IN, FALLBACK_LANGUAGE, type MailTexts, readTexts } from './mail-messages.js';
import { FaultyMailTexts } from './mail.errors.js';

/** A language and its texts. */
export interface Language {
  /** A language tag such as `de` or `pt-BR` (BCP 47). */
  readonly tag: string;
  readonly texts: MailTexts;
}

/** The languages that mails are written in: those of the release, and one for each folder in MAIL_TEMPLATES. */
export class Languages {
  private readonly byTag: ReadonlyMap<string, Language>;

  /** @throws FaultyMailTexts when a folder is not a language, or lacks a text */
  constructor(folder: string | undefined) {
    const builtIn = Object.entries(BUILT_IN).map(([tag, texts]) => ({ tag, texts }));
    const all = [...builtIn, ...(folder === undefined ? [] : languagesIn(folder))];
    this.byTag = new Map(all.map((language) => [language.tag.toLowerCase(), language]));
  }

  /**
   * Returns the first available language of a preference: a tag, or the value of Accept-Language. `de-AT`
   * finds `de` (RFC 4647, section 3.4). If none is available, it returns English.
   */
  of(preference = ''): Language {
    return preferredLanguage(preference, this.byTag) ?? this.byTag.get(FALLBACK_LANGUAGE)!;
  }
}

function languagesIn(folder: string): Language[] {
  if (!existsSync(folder)) throw new FaultyMailTexts(`MAIL_TEMPLATES: there is no folder ${folder}`);
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => languageOf(name, join(folder, name, 'messages.json')));
}

function languageOf(name: string, file: string): Language {
  try {
    const [tag = ''] = Intl.getCanonicalLocales(name);
    const texts = readTexts(file);
    assertComplete(texts, tag);
    return { tag, texts };
  } catch (error) {
    throw new FaultyMailTexts(`MAIL_TEMPLATES: ${file}: ${(error as Error).message}`);
  }
}
