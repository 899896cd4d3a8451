import { createHmac, randomInt } from 'node:crypto';

/** Base32 (RFC 4648): its characters are hard to confuse when a code is copied from paper. */
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** 80 bits. */
const LENGTH = 16;
const GROUP = /.{4}(?=.)/g;
const WHOLE_CODE = new RegExp(`^[${LETTERS}]{${LENGTH}}$`);

/** Makes a code of 80 random bits, such as `K7PD-2XQA-MZ4E-TR6C`. */
export function newRecoveryCode(): string {
  const letters = Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]);
  return letters.join('').replace(GROUP, '$&-');
}

/** Whether a text has the form of a code. */
export function isRecoveryCode(text: string): boolean {
  return WHOLE_CODE.test(lettersOf(text));
}

/** What is stored of a code. */
export function hashOfRecoveryCode(userId: string, code: string, key: Buffer): string {
  return createHmac('sha256', key)
    .update(`${userId} ${lettersOf(code)}`)
    .digest('hex');
}

/** Ignores case, spaces and hyphens, because people type a code from paper. */
function lettersOf(code: string): string {
  return code.toUpperCase().replace(/[\s-]/g, '');
}
