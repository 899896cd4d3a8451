/** Mails that tell of something, and ask for nothing: an operator can turn each off. */
export const NOTICES = [
  'password_changed',
  'email_changed',
  'email_changed_by_admin',
  'factors_changed',
  'factors_reset',
  'recovery_code_used',
  'new_device',
  'account_disabled',
  'account_deleted',
  'failed_attempts',
] as const;

export type Notice = (typeof NOTICES)[number];
