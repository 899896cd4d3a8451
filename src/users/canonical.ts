import { domainToASCII } from 'node:url';

/** Letters, marks and digits of every script, and `._-`. Invisible characters are left out. */
const NAME = /^(?:(?!\p{Default_Ignorable_Code_Point})[\p{L}\p{M}\p{Nd}._-])+$/u;

/**
 * The form in which two names are the same name: NFKC, then simple case folding (Unicode CaseFolding.txt, status C and
 * S). Simple folding maps one character to one, so `ß` stays apart from `ss`.
 */
export function canonicalName(name: string): string {
  return Array.from(name.normalize('NFKC'), fold).join('').normalize('NFKC');
}

/** Whether a name, as typed or canonical, has only characters that a name may have. */
export function isNameText(name: string): boolean {
  return NAME.test(name);
}

/** The form in which two addresses are the same address; the domain in the letters that DNS knows. */
export function canonicalEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return `${canonicalName(email.slice(0, at))}@${domainToASCII(email.slice(at + 1))}`;
}

/** The form in which two texts that somebody signs in by are the same: an address has an `@`, and no name has one. */
export function canonicalLogin(login: string): string {
  return login.includes('@') ? canonicalEmail(login) : canonicalName(login);
}

/** What letters fold to that have a case. There are 3,000 of them, and to ask the engine takes far longer. */
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

/** Upper case first: `ς` and `σ` share it. Where upper case is longer or another letter (`ß`, `ı`), the letter stays. */
function foldedForm(letter: string, upper: string): string {
  const folded = upper.toLowerCase();
  if (isSameLetter(letter, folded)) return folded;
  const lower = letter.toLowerCase();
  return isSameLetter(letter, lower) ? lower : letter;
}

/** The `iu` flags compare by simple case folding, so the engine's own table decides. */
function isSameLetter(one: string, other: string): boolean {
  return (
    one === other ||
    (Array.from(other).length === 1 &&
      new RegExp(`^\\u{${one.codePointAt(0)?.toString(16)}}$`, 'iu').test(other))
  );
}
