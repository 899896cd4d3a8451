import { simplified } from './compared-text.js';

/** Characters that people add to a word to make it a password: digits, punctuation, symbols and blanks. */
const FILLER = /^[\p{N}\p{P}\p{S}\p{Z}]*$/u;

/** The words of PASSWORD_CONTEXT_WORDS, which attackers of this organization guess first (ASVS 5.0 6.1.2, 6.2.11). */
export class ContextWords {
  private readonly words: readonly string[];

  constructor(words: readonly string[]) {
    // Longest first: if one word is part of another, the longer one is removed as a whole.
    this.words = words.map(simplified).toSorted((one, other) => other.length - one.length);
  }

  /** Returns whether a password consists only of these words and digits, punctuation, symbols or blanks. */
  make(password: string): boolean {
    const text = simplified(password);
    const rest = this.words.reduce((left, word) => left.replaceAll(word, ' '), text);
    return rest !== text && FILLER.test(rest);
  }
}
