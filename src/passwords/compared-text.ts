/** Normalizes a text for comparing passwords with words: width, normal form and case are ignored. */
export function simplified(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
