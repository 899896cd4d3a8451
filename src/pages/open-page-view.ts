import type { ProofChallenge } from '../common/proof-challenge.js';
import type { TypingFault } from './page-view.js';

/** What people type into pages that anybody can open, by the name of its texts. */
export type OpenFieldText =
  'login' | 'password' | 'newName' | 'email' | 'newPassword' | 'mailCode' | 'userCode';

/** A link from one page to another, by the name of its text. */
export type LinkName = 'sign_in' | 'sign_up' | 'forgot_password' | 'mail_sign_in';

/** A field of a form. */
export interface OpenField {
  readonly name: string;
  readonly text: OpenFieldText;
}

/** A page that anybody can open: where it is, what its form asks for, and which pages it leads to. */
export interface OpenPageRule {
  readonly path: string;
  readonly fields: readonly OpenField[];
  /** Where its form goes, if that is not the page itself. */
  readonly action?: string;
  /** The hidden field. */
  readonly secret?: string;
  /** The links below its form, and the links when its work is done. */
  readonly links?: readonly LinkName[];
  readonly doneLinks?: readonly LinkName[];
  /** Whether its script lets people sign in with a passkey. */
  readonly takesPasskeys?: boolean;
  /** Whether the script of the console takes it over. */
  readonly isConsole?: boolean;
}

/** What a user can decide about a device: the values of two buttons. */
export const DEVICE_DECISIONS = ['allow', 'deny'] as const;

export type DeviceDecision = (typeof DEVICE_DECISIONS)[number];

export const OPEN_PAGES = {
  password_sign_in: {
    path: '/sign-in',
    fields: [
      { name: 'name', text: 'login' },
      { name: 'password', text: 'password' },
    ],
    links: ['forgot_password', 'mail_sign_in', 'sign_up'],
    takesPasskeys: true,
  },
  sign_up: {
    path: '/sign-up',
    fields: [
      { name: 'name', text: 'newName' },
      { name: 'email', text: 'email' },
      { name: 'password', text: 'newPassword' },
    ],
    links: ['sign_in'],
    doneLinks: ['sign_in'],
  },
  forgot_password: {
    path: '/forgot-password',
    fields: [{ name: 'login', text: 'login' }],
    links: ['sign_in'],
    doneLinks: ['sign_in'],
  },
  mail_sign_in: {
    path: '/sign-in/mail',
    fields: [{ name: 'login', text: 'login' }],
    links: ['sign_in'],
  },
  mail_code: {
    path: '/sign-in/code',
    fields: [{ name: 'code', text: 'mailCode' }],
    secret: 'challenge',
    links: ['mail_sign_in', 'sign_in'],
  },
  device: { path: '/device', fields: [{ name: 'user_code', text: 'userCode' }] },
  device_confirm: { path: '/device', fields: [], secret: 'user_code' },
  account: { path: '/account', fields: [], action: '/sign-out', isConsole: true },
  admin: { path: '/admin', fields: [], action: '/sign-out', isConsole: true },
  sign_out: { path: '/sign-out', fields: [], doneLinks: ['sign_in'] },
} as const satisfies Record<string, OpenPageRule>;

export type OpenPageName = keyof typeof OPEN_PAGES;
export type ConsolePageName = 'account' | 'admin';

/** Where the links between the pages lead. */
export const PAGE_LINKS: Readonly<Record<LinkName, string>> = {
  sign_in: OPEN_PAGES.password_sign_in.path,
  sign_up: OPEN_PAGES.sign_up.path,
  forgot_password: OPEN_PAGES.forgot_password.path,
  mail_sign_in: OPEN_PAGES.mail_sign_in.path,
};

/** The form of a page that anybody can open. */
export interface OpenFormView {
  readonly kind: 'open form';
  readonly page: OpenPageName;
  /** The token of the browser that it is shown to: see FormTokenGuard. It is set when the response is written. */
  readonly formToken?: string;
  /** The value of its hidden field. */
  readonly secret?: string;
  /** What was typed, except secrets: those must be typed again, and are never in a page. */
  readonly typed?: Readonly<Record<string, string>>;
  /** What is wrong with each field. */
  readonly faults?: Readonly<Record<string, TypingFault>>;
  /** A fault of the form as a whole. */
  readonly fault?: TypingFault;
  /** Where to redirect to, if that is requested and allowed. */
  readonly returnTo?: string;
  /** The account that is signed in. */
  readonly name?: string;
  /** The id of that account, in a form that decides for it. */
  readonly userId?: string;
  /** The service client whose device wants to sign in. */
  readonly client?: string;
  /** The challenge of the proof of work that the next attempt needs. */
  readonly challenge?: ProofChallenge;
}

/** How the work of a page ended, by the name of its text: the user may still have to follow a mail. */
export type Outcome = 'done' | 'mailed' | 'denied';

/** The work of such a page is done. */
export interface OpenDoneView {
  readonly kind: 'open done';
  readonly page: OpenPageName;
  readonly outcome: Outcome;
  readonly returnTo?: string;
}

/** Whether a page is one that anybody can open. */
export function isOpenPage(page: string): page is OpenPageName {
  return page in OPEN_PAGES;
}
