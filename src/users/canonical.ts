import { domainToASCII } from 'node:url';

/** Letters, marks and digits of every script, and `._-`, but no invisible characters. */
const NAME = /^(?:(?!\p{Default_Ignorable_Code_Point})[\p{L}\p{M}\p{Nd}._-])+$/u;

/**
 * Returns the canonical form of a name; two names are the same if their forms are equal. The form is NFKC, then simple
 * case folding (Unicode CaseFolding.txt, status C and S). Simple folding maps one character to one, so `ß` and `ss`
 * stay different.
 */
export function canonicalName(name: string): string {
  return Array.from(name.normalize('NFKC'), fold).join('').normalize('NFKC');
}

/** Returns whether a name, as typed or canonical, has only allowed characters. */
export function isNameText(name: string): boolean {
  return NAME.test(name);
}

/**
 * Returns the canonical form of an address; two addresses are the same if their forms are equal. The domain is in
 * ASCII, as in DNS.
 */
export function canonicalEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return `${canonicalName(email.slice(0, at))}@${domainToASCII(email.slice(at + 1))}`;
}

/** Returns the canonical form of the name or address with which a user signs in. Only addresses have an `@`. */
export function canonicalLogin(login: string): string {
  return login.includes('@') ? canonicalEmail(login) : canonicalName(login);
}

/** Folded forms of letters with case, about 3,000. The map is much faster than asking the engine each time. */
const folds = new Map<string, string>();

function fold(letter: string): string {
  const known = folds.get(letter);
  if (known !== undefined) return known;
  const upper = letter.toUpperCase();
  if (upper === letter && letter.toLowerCase() === letter) return letter;
  const folded = foldedForm(letter, upper);
  folds.set(letter, folded);
  return folded;
}

/**
 * Folds through upper case, which `ς` and `σ` share. If upper case is longer or another letter (`ß`, `ı`), the letter
 * stays.
 */
function foldedForm(letter: string, upper: string): string {
  const folded = upper.toLowerCase();
  if (isSameLetter(letter, folded)) return folded;
  const lower = letter.toLowerCase();
  return isSameLetter(letter, lower) ? lower : letter;
}

/** Compares with the flags `iu`, which use the engine's own table of simple case folding. */
function isSameLetter(one: string, other: string): boolean {
  return (
    one === other ||
    (Array.from(other).length === 1 &&
      new RegExp(`^\\u{${one.codePointAt(0)?.toString(16)}}$`, 'iu').test(other))
  );
}
