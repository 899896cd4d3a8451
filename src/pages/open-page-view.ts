import type { ProofChallenge } from '../common/proof-challenge.js';
import type { TypingFault } from './page-view.js';

/** The fields of pages that anybody can open, by the names of their texts. */
export type OpenFieldText =
  'login' | 'password' | 'newName' | 'email' | 'newPassword' | 'mailCode' | 'userCode';

/** A link from one page to another, by the name of its text. */
export type LinkName = 'sign_in' | 'sign_up' | 'forgot_password' | 'mail_sign_in';

/** A field of a form. */
export interface OpenField {
  readonly name: string;
  readonly text: OpenFieldText;
}

/** A page that anybody can open: its path, the fields of its form, and its links. */
export interface OpenPageRule {
  readonly path: string;
  readonly fields: readonly OpenField[];
  /** The path that its form is sent to, if it is not the path of the page. */
  readonly action?: string;
  /** The name of its hidden field. */
  readonly secret?: string;
  /** The links below its form, and the links on the page after the form. */
  readonly links?: readonly LinkName[];
  readonly doneLinks?: readonly LinkName[];
  /** Whether its script lets users sign in with a passkey. */
  readonly takesPasskeys?: boolean;
  /** Whether the script of the console replaces its contents. */
  readonly isConsole?: boolean;
}

/** The decisions that a user can make about a device: the values of two buttons. */
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

/** The paths of the pages that links lead to. */
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
  /** The typed values, except secrets: secrets must be typed again, and are never in a page. */
  readonly typed?: Readonly<Record<string, string>>;
  /** The faults of the fields, by the names of the fields. */
  readonly faults?: Readonly<Record<string, TypingFault>>;
  /** A fault of the form as a whole. */
  readonly fault?: TypingFault;
  /** The address to redirect to, if one is requested and allowed. */
  readonly returnTo?: string;
  /** The name of the signed-in account. */
  readonly name?: string;
  /** The id of the signed-in account, in a form that decides for this account. */
  readonly userId?: string;
  /** The service client whose device wants to sign in. */
  readonly client?: string;
  /** The challenge of the proof of work that the next attempt needs. */
  readonly challenge?: ProofChallenge;
}

/** The result of a form, by the name of its text. After `mailed`, the user still has to open the link in a mail. */
export type Outcome = 'done' | 'mailed' | 'denied';

/** The page after the form of a page that anybody can open. */
export interface OpenDoneView {
  readonly kind: 'open done';
  readonly page: OpenPageName;
  readonly outcome: Outcome;
  readonly returnTo?: string;
}

/** Returns whether a page is one that anybody can open. */
export function isOpenPage(page: string): page is OpenPageName {
  return page in OPEN_PAGES;
}
