import type { Purpose } from '../verification/purposes.js';
import type { LinkName, OpenDoneView, OpenFormView } from './open-page-view.js';

/** A page: its path, and what its form needs. */
export interface PageRule {
  readonly path: string;
  /** The purposes whose links open it. No link opens a page that only follows another page. */
  readonly purposes: readonly Purpose[];
  /** The field with the proof of its form: the `token` of the link, or the `challenge` of a sign-in in progress. */
  readonly secret?: 'token' | 'challenge';
  /** The field to fill in, if the form needs more than its button. */
  readonly asksFor?: TypedField;
  /** Whether it offers to remember the browser, if MFA_REMEMBER is set. */
  readonly remembers?: boolean;
  /** Whether it signs in. If it does, it responds with cookies and a redirect. */
  readonly signsIn?: boolean;
  /** The links on the page after success, and on the page about an invalid link or challenge. */
  readonly doneLinks?: readonly LinkName[];
  readonly staleLinks?: readonly LinkName[];
}

/** The value that a form sends for a checked box. */
export const CHECKED = 'true';

/** The field that users fill in on a page. */
export type TypedField = 'newPassword' | 'code';

export const PAGES = {
  verify_email: {
    path: '/verify-email',
    purposes: ['verify_email', 'confirm_new_email'],
    doneLinks: ['sign_in'],
  },
  undo_email_change: { path: '/undo-email-change', purposes: ['undo_email_change'] },
  reset_password: {
    path: '/reset-password',
    purposes: ['reset_password', 'invite'],
    asksFor: 'newPassword',
    doneLinks: ['sign_in'],
    staleLinks: ['forgot_password'],
  },
  sign_in: {
    path: '/sign-in/email',
    purposes: ['login'],
    signsIn: true,
    staleLinks: ['mail_sign_in', 'sign_in'],
  },
  sign_in_factor: {
    path: '/sign-in/factor',
    purposes: [],
    secret: 'challenge',
    asksFor: 'code',
    remembers: true,
    signsIn: true,
    staleLinks: ['sign_in'],
  },
} as const satisfies Record<string, PageRule>;

export type PageName = keyof typeof PAGES;

/** The page with its form. */
export interface FormView {
  readonly kind: 'form';
  readonly page: PageName;
  /** The token of the link, or the challenge of the sign-in. */
  readonly secret: string;
  /** Name of the account: for password managers, and so that users notice when it is not their own. */
  readonly name?: string;
  /** Whether the user has checked the box to remember the browser. */
  readonly isRemembering?: boolean;
  /** Whether a passkey can complete the sign-in too. */
  readonly hasPasskey?: boolean;
  readonly fault?: TypingFault;
  /** The address that the sign-in redirects to, if one was requested and is allowed. */
  readonly returnTo?: string;
}

/** The fault of a typed value, by the name of its text. */
export interface TypingFault {
  readonly text: string;
  /** How long to wait before the next attempt, in seconds, if waiting helps. */
  readonly seconds?: number;
}

/** The page after a completed form. */
export interface DoneView {
  readonly kind: 'done';
  readonly page: PageName;
}

/** The page about an invalid link or challenge, and what to do now. */
export interface StaleView {
  readonly kind: 'stale';
  readonly page: PageName;
  readonly returnTo?: string;
}

/** The page about a problem, by the name of its text. */
export interface ProblemView {
  readonly kind: 'problem';
  readonly text: ProblemText;
  readonly values: { readonly page: PageName | 'open'; readonly seconds: number; readonly request: string };
}

/** Everything that a page can show. */
export type View = FormView | DoneView | StaleView | ProblemView | OpenFormView | OpenDoneView;

/** The problems that have their own texts. */
export type ProblemText =
  | 'incomplete_link'
  | 'email_taken'
  | 'origin_refused'
  | 'cookie_not_kept'
  | 'rate_limited'
  | 'registration_closed'
  | 'busy'
  | 'refused'
  | 'failed';
