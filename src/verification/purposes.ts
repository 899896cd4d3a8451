/** The purpose of a mailed token. Each user has at most one live token of each purpose. */
export type Purpose =
  'verify_email' | 'confirm_new_email' | 'undo_email_change' | 'reset_password' | 'invite' | 'login';

/**
 * The lifetimes of tokens and codes of a purpose, in milliseconds, and the path of the page that the link points to.
 */
export interface PurposeRule {
  readonly tokenMs: number;
  readonly codeMs: number;
  readonly page: string;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const CODE_MS = 10 * MINUTE_MS;

/**
 * The rules of each purpose (ASVS 5.0 6.4.1 and 6.5.5): a code lives 10 minutes, a link that resets a password or signs
 * in 30.
 */
export const PURPOSES: Readonly<Record<Purpose, PurposeRule>> = {
  verify_email: { tokenMs: 24 * HOUR_MS, codeMs: CODE_MS, page: '/verify-email' },
  confirm_new_email: { tokenMs: 24 * HOUR_MS, codeMs: CODE_MS, page: '/verify-email' },
  undo_email_change: { tokenMs: 72 * HOUR_MS, codeMs: 0, page: '/undo-email-change' },
  reset_password: { tokenMs: 30 * MINUTE_MS, codeMs: CODE_MS, page: '/reset-password' },
  invite: { tokenMs: 72 * HOUR_MS, codeMs: 0, page: '/reset-password' },
  login: { tokenMs: 30 * MINUTE_MS, codeMs: CODE_MS, page: '/sign-in/email' },
};
