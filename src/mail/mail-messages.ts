import { readFileSync } from 'node:fs';
import { IntlMessageFormat } from 'intl-messageformat';
import type { MailTemplate } from './mail-templates.js';
import de from './messages/de.json' with { type: 'json' };
import en from './messages/en.json' with { type: 'json' };

/** Texts of one template. Those with a link have a button. */
export interface TemplateTexts {
  readonly subject: string;
  readonly text: string;
  readonly button?: string;
  readonly advice: string;
}

/** Texts of every mail in one language, in the format of ICU. */
export type MailTexts = Readonly<Record<CommonText, string>> & Readonly<Record<MailTemplate, TemplateTexts>>;

type CommonText = 'greeting' | 'code' | 'validity' | 'fallback' | 'when' | 'address' | 'device' | 'reason';

export const FALLBACK_LANGUAGE = 'en';

/** Languages that are complete in every release. */
export const BUILT_IN: Readonly<Record<string, MailTexts>> = { en, de };

/** Reads the texts of one more language. @throws when the file is missing or is not JSON */
export function readTexts(file: string): MailTexts {
  return JSON.parse(readFileSync(file, 'utf8')) as MailTexts;
}

/** The values for the names in braces. */
export type MessageValues = Readonly<Record<string, string | number>>;

/** Formats a text with values by ICU MessageFormat. Tags are treated as text. @throws for a faulty text */
export function formatted(text: string, language: string, values: MessageValues): string {
  return String(formatterOf(text, language).format(values));
}

/** Returns the paths of all texts, such as `invite.subject`. */
export function pathsOf(texts: object, prefix = ''): string[] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null ? pathsOf(value, `${prefix}${key}.`) : [prefix + key],
  );
}

/**
 * Checks that a language has the same texts as English, each in the format of ICU.
 * @throws an error that names the first fault
 */
export function assertComplete(texts: MailTexts, language: string): void {
  for (const path of pathsOf(BUILT_IN.en!)) {
    const text = textAt(texts, path);
    if (typeof text !== 'string') throw new Error(`it lacks ${path}`);
    try {
      formatterOf(text, language);
    } catch (cause) {
      throw new Error(`${path} is not in the format of ICU`, { cause });
    }
  }
}

function formatterOf(text: string, language: string): IntlMessageFormat {
  return new IntlMessageFormat(text, language, undefined, { ignoreTag: true });
}

function textAt(texts: object, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], texts);
}
