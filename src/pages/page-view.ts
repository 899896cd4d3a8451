import type { Purpose } from '../verification/purposes.js';
import type { LinkName, OpenDoneView, OpenFormView } from './open-page-view.js';

/** A page: where it is, and what its form takes. */
export interface PageRule {
  readonly path: string;
  /** The links that lead to it. No link leads to a page that follows on another one. */
  readonly purposes: readonly Purpose[];
  /** The field that its form proves itself with: the `token` of the link, unless a sign-in is under way. */
  readonly secret?: 'token' | 'challenge';
  /** The field to fill in, where a press of the button is not all. */
  readonly asksFor?: TypedField;
  /** Whether it offers to remember the browser, where MFA_REMEMBER is set. */
  readonly remembers?: boolean;
  /** Whether it signs in: then it answers with cookies, and leads on. */
  readonly signsIn?: boolean;
  /** Where to go when it is done, and when the link or the challenge does not count. */
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

/** The button, with what is to be entered before it. */
export interface FormView {
  readonly kind: 'form';
  readonly page: PageName;
  /** The token of the link, or the challenge of the sign-in. */
  readonly secret: string;
  /** Name of the account: for password managers, and so that users notice when it is not their own. */
  readonly name?: string;
  /** Whether the browser is to be remembered, as was chosen before. */
  readonly isRemembering?: boolean;
  /** Whether a passkey can end the sign-in too. */
  readonly hasPasskey?: boolean;
  readonly fault?: TypingFault;
  /** Where the sign-in leads on to, if that was asked for and is allowed. */
  readonly returnTo?: string;
}

/** What is wrong with what was typed, by the name of its text. */
export interface TypingFault {
  readonly text: string;
  /** How long to wait, where that helps. */
  readonly seconds?: number;
}

/** What was asked for is done. */
export interface DoneView {
  readonly kind: 'done';
  readonly page: PageName;
}

/** The link or the challenge does not count, and what to do now. */
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

/** The problems that people are told of in words of their own. */
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
