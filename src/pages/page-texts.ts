import { preferredLanguage } from '../common/preferred-language.js';
import de from './messages/de.json' with { type: 'json' };
import en from './messages/en.json' with { type: 'json' };
import type { PageName, ProblemText, TypedField } from './page-view.js';

/** A heading with a sentence. */
export interface Note {
  readonly title: string;
  readonly text: string;
  /** What to do now. */
  readonly advice?: string;
}

/** The texts of one page. */
interface TextsOfPage extends Note {
  readonly button: string;
  readonly done: Note;
  readonly stale: Note;
}

/** The texts of a field, with a sentence for what can be wrong with it. */
interface TextsOfField {
  readonly label: string;
  readonly hint: string;
  readonly faults: Readonly<Record<string, string>> & { readonly other: string };
}

/** Texts of all pages in one language, in the format of ICU. */
export type PageTexts = Readonly<Record<PageName, TextsOfPage>> & {
  readonly fields: { readonly name: string } & Readonly<Record<TypedField, TextsOfField>>;
  readonly problems: Readonly<Record<ProblemText, Note>>;
};

/** The languages of a release, each complete. */
export const PAGE_TEXTS: Readonly<Record<string, PageTexts>> = { en, de };

const FALLBACK = { tag: 'en', texts: en as PageTexts };
const BY_TAG = new Map(Object.entries(PAGE_TEXTS).map(([tag, texts]) => [tag, { tag, texts }]));

/** The texts for a reader, by the value of Accept-Language; English where none of its languages is there. */
export function textsFor(acceptLanguage = ''): { tag: string; texts: PageTexts } {
  return preferredLanguage(acceptLanguage, BY_TAG) ?? FALLBACK;
}
