import { preferredLanguage } from '../common/preferred-language.js';
import de from './messages/de.json' with { type: 'json' };
import en from './messages/en.json' with { type: 'json' };
import type { MessageValues } from '../mail/mail-messages.js';
import type { DeviceDecision, LinkName, OpenFieldText, OpenPageName } from './open-page-view.js';
import type { PageName, ProblemText, TypedField } from './page-view.js';

/** Writes a text in the language of the reader, with values for the names in braces. */
export type Write = (text: string, values?: MessageValues) => string;

/** A heading with a sentence. */
export interface Note {
  readonly title: string;
  readonly text?: string;
  /** What the user can do now. */
  readonly advice?: string;
}

/** The texts of one page. */
interface TextsOfPage extends Note {
  readonly text: string;
  readonly button: string;
  readonly done: Note;
  readonly stale: Note;
}

/** The texts of one page that anybody can open. */
type TextsOfOpenPage = NotesOfOpenPage & (WithButton | WithDecisions);

interface NotesOfOpenPage extends Note {
  readonly done?: Note;
  /** Shown when the user still has to open the link in a mail. */
  readonly mailed?: Note;
  /** Shown when the user has denied something. */
  readonly denied?: Note;
}

interface WithButton {
  readonly button: string;
  readonly decisions?: undefined;
}

/** A form with a button for each decision, in this order. */
interface WithDecisions {
  readonly decisions: Readonly<Record<DeviceDecision, string>>;
}

/** The texts of a field, with a sentence for each fault. */
interface TextsOfField {
  readonly label: string;
  readonly hint?: string;
  readonly faults: Sentences;
}

/** Sentences by fault, and one for all other faults. */
type Sentences = Readonly<Record<string, string>> & { readonly other: string };

/** Texts of all pages in one language, in the format of ICU. */
export type PageTexts = Readonly<Record<PageName, TextsOfPage>> & {
  readonly fields: { readonly name: string; readonly rememberDevice: string } & Readonly<
    Record<TypedField | OpenFieldText, TextsOfField>
  >;
  readonly open: Readonly<Record<OpenPageName, TextsOfOpenPage>>;
  /** Faults of a form as a whole. */
  readonly faults: Sentences;
  /** The texts of the sign-in with a passkey: its button, and sentences about faults by the code of a problem. */
  readonly passkey: { readonly button: string; readonly faults: Sentences & { readonly cancelled: string } };
  /** Texts about the proof of work before a form is sent. */
  readonly proof: { readonly working: string; readonly withoutScript: string };
  readonly links: Readonly<Record<LinkName, string>>;
  readonly problems: Readonly<Record<ProblemText, Note>>;
};

/** The languages that are part of a release. Each has all texts. */
export const PAGE_TEXTS: Readonly<Record<string, PageTexts>> = { en, de };

const FALLBACK = { tag: 'en', texts: en as PageTexts };
const BY_TAG = new Map(Object.entries(PAGE_TEXTS).map(([tag, texts]) => [tag, { tag, texts }]));

/** Returns the texts for the value of Accept-Language, in English if none of its languages is available. */
export function textsFor(acceptLanguage = ''): { tag: string; texts: PageTexts } {
  return preferredLanguage(acceptLanguage, BY_TAG) ?? FALLBACK;
}

/** Writes a heading with its sentences in the language of the reader. */
export function noteOf({ title, text, advice }: Note, write: Write): Note {
  return { title: write(title), text: text && write(text), advice: advice && write(advice) };
}
