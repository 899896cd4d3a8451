import type { Purpose } from '../verification/purposes.js';
import type { LinkName, OpenDoneView, OpenFormView } from './open-page-view.js';

/** A page: where it is, and what its form takes. */
export interface PageRule {
  readonly path: string;
  /** The purposes whose links lead to it. No link leads to a page that only follows another page. */
  readonly purposes: readonly Purpose[];
  /** The field with the proof of its form: the `token` of the link, or the `challenge` of a sign-in in progress. */
  readonly secret?: 'token' | 'challenge';
  /** The field to fill in, if the form needs more than its button. */
  readonly asksFor?: TypedField;
  /** Whether it offers to remember the browser, where MFA_REMEMBER is set. */
  readonly remembers?: boolean;
  /** Whether it signs in: then it responds with cookies and a redirect. */
  readonly signsIn?: boolean;
  /** The links when it is done, and when the link or the challenge is invalid. */
  readonly doneLinks?: readonly LinkName[];
  readonly staleLinks?: readonly LinkName[];
}

/** What a form sends for a box that is checked. */
export const CHECKED = 'true';

/** What people type into a page. */
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

/** The button, and the fields before it. */
export interface FormView {
  readonly kind: 'form';
  readonly page: PageName;
  /** The token of the link, or the challenge of the sign-in. */
  readonly secret: string;
  /** Name of the account: for password managers, and so that users notice when it is not their own. */
  readonly name?: string;
  /** Whether the user has chosen before that the browser is remembered. */
  readonly isRemembering?: boolean;
  /** Whether a passkey can complete the sign-in too. */
  readonly hasPasskey?: boolean;
  readonly fault?: TypingFault;
  /** Where the sign-in redirects to, if that was requested and is allowed. */
  readonly returnTo?: string;
}

/** What is wrong with what was typed, by the name of its text. */
export interface TypingFault {
  readonly text: string;
  /** How long to wait, where that helps. */
  readonly seconds?: number;
}

/** The work of the page is done. */
export interface DoneView {
  readonly kind: 'done';
  readonly page: PageName;
}

/** The link or the challenge is invalid, and what to do now. */
export interface StaleView {
  readonly kind: 'stale';
  readonly page: PageName;
  readonly returnTo?: string;
}

/** What went wrong, by the name of its text. */
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
