import { type Notice, NOTICES } from '../common/notices.js';

/** The fields of every mail about its reader. */
interface ToPerson {
  /** The name of the account, as typed. */
  readonly name: string;
}

/** A link that proves something, and optionally a code for the same purpose. */
interface Proof extends ToPerson {
  readonly link: string;
  /** How long the link is valid, in minutes. */
  readonly minutes: number;
  /** 8 digits, for people whose mail is on another device. */
  readonly code?: string;
  /** How long the code is valid, in minutes. Required with `code`. */
  readonly codeMinutes?: number;
}

/** When and from where something was done. */
interface Happening extends ToPerson {
  readonly when: Date;
  /** The IP address. */
  readonly address: string;
  /** Browser and system, as `deviceOf` names them. */
  readonly device: string;
}

/** Every mail that the service sends, and the values it needs. Dates are written out in the reader's language. */
export interface MailParams {
  verify_email: Proof;
  confirm_new_email: Proof;
  reset_password: Proof & Happening;
  login_link: Proof & Happening;
  invite: Proof;
  password_changed: Happening;
  /** Sent to the old address. The link undoes the change. */
  email_changed: Happening & { readonly newEmail: string; readonly link: string; readonly minutes: number };
  /** Sent to the old address. It has no link, because an admin may be recovering the account from a thief. */
  email_changed_by_admin: ToPerson & { readonly when: Date; readonly newEmail: string };
  factors_changed: Happening & { readonly what: 'added' | 'removed' | 'codes' | 'remembered' };
  factors_reset: ToPerson & { readonly when: Date };
  /** `count` is the number of codes left. */
  recovery_code_used: Happening & { readonly count: number };
  new_device: Happening;
  account_disabled: ToPerson & { readonly when: Date };
  /** The place is stated only if the owner deleted the account. */
  account_deleted: ToPerson & Partial<Happening> & { readonly when: Date; readonly by: 'owner' | 'admin' };
  /** `count` is the number of failures in the last hour. The time and the place are those of the last one. */
  failed_attempts: Happening & { readonly count: number };
}

export type MailTemplate = keyof MailParams;

/** Every template, in the order of the documentation. */
export const MAIL_TEMPLATES = [
  'verify_email',
  'confirm_new_email',
  'reset_password',
  'login_link',
  'invite',
  ...NOTICES,
] as const satisfies MailTemplate[];

/** Returns whether a mail is a notice. */
export function isNotice(template: MailTemplate): template is Notice {
  return (NOTICES as readonly MailTemplate[]).includes(template);
}
