import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { faultless, List } from './variable.decorators.js';

/** Minimum length of a word, because a single letter would refuse many good passwords, and is usually a mistake. */
const MIN_WORD_LENGTH = 2;
const MAX_WORD_LENGTH = 64;

/** A list of words, each of 2 to 64 characters. */
export const Words = () =>
  applyDecorators(
    List(),
    faultless((value) => {
      const odd = (value as string[]).find((word) => !isWord(word));
      return (
        odd !== undefined &&
        `must be a list of words of ${MIN_WORD_LENGTH} to ${MAX_WORD_LENGTH} characters, such as acme,rocket: ${odd} is none`
      );
    }),
  );

function isWord(text: string): boolean {
  return text.length >= MIN_WORD_LENGTH && text.length <= MAX_WORD_LENGTH;
}

/** A file of breached passwords. */
export interface ListFile {
  readonly file: string;
}

/** `off`, `api`, or `offline:` and the path of a file. */
export const BreachSource = () =>
  applyDecorators(
    Transform(({ value }) => toBreachSource(String(value))),
    faultless(
      (value) =>
        value === undefined &&
        'must be off, api, or offline: and the path of a file, such as offline:/var/lib/pwned-passwords.txt',
    ),
  );

function toBreachSource(text: string): 'off' | 'api' | ListFile | undefined {
  const word = text.toLowerCase();
  if (word === 'off' || word === 'api') return word;
  const [, file] = /^offline:\s*(\S.*)$/i.exec(text) ?? [];
  return file === undefined ? undefined : { file };
}
