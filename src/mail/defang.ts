/** It is invisible between letters, and mail programs make no link from a text that it separates. */
const APART = '\u200c';

/** Line breaks, other control characters, and marks that turn the direction of text. */
const UNWANTED = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/**
 * Makes a text that a user chose harmless in a mail: it stays on its line, and no mail program makes a link of it.
 * `https://evil.example` looks as before.
 */
export function defanged(text: string): string {
  return text.replace(UNWANTED, ' ').replace(/[.:/@](?=\S)/g, (mark) => mark + APART);
}
