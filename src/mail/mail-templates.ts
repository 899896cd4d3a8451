import { type Notice, NOTICES } from '../common/notices.js';

/** What every mail contains about its reader. */
interface ToPerson {
  /** Name of the account, as typed. */
  readonly name: string;
}

/** A link that proves something, and where there is one a code for the same purpose. */
interface Proof extends ToPerson {
  readonly link: string;
  /** How long the link works. */
  readonly minutes: number;
  /** 8 digits, for people whose mail is on another device. */
  readonly code?: string;
  /** How long the code works. Required with `code`. */
  readonly codeMinutes?: number;
}

/** When something was done, and from where. */
interface Happening extends ToPerson {
  readonly when: Date;
  /** IP address. */
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
  /** To the old address. The link undoes the change. */
  email_changed: Happening & { readonly newEmail: string; readonly link: string; readonly minutes: number };
  /** To the old address. There is no link: an admin may be taking the account from a thief. */
  email_changed_by_admin: ToPerson & { readonly when: Date; readonly newEmail: string };
  factors_changed: Happening & { readonly what: 'added' | 'removed' | 'codes' | 'remembered' };
  factors_reset: ToPerson & { readonly when: Date };
  /** `count` is the number of codes left. */
  recovery_code_used: Happening & { readonly count: number };
  new_device: Happening;
  account_disabled: ToPerson & { readonly when: Date };
  /** The place is only stated for a deletion by the owner. */
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

/** Whether a mail is a notice. */
export function isNotice(template: MailTemplate): template is Notice {
  return (NOTICES as readonly MailTemplate[]).includes(template);
}
