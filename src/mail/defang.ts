/** Separator that is invisible between letters (U+200C). Mail programs make no link from a text that contains it. */
const APART = '\u200c';

/** Line breaks, other control characters, and marks that change the direction of text. */
const UNWANTED = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/**
 * Makes a text that a user chose harmless in a mail: it stays on one line, and no mail program makes a link of it.
 * `https://evil.example` looks the same as before.
 */
export function defanged(text: string): string {
  return text.replace(UNWANTED, ' ').replace(/[.:/@](?=\S)/g, (mark) => mark + APART);
}
