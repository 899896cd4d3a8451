import { MailService, type NewMail } from '../../src/mail/mail.service.js';
import { MAIL_TEMPLATES, type MailParams, type MailTemplate } from '../../src/mail/mail-templates.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import type { Service } from './service.js';

const HAPPENING = {
  when: new Date('2026-05-01T12:00:00Z'),
  address: '203.0.113.7',
  device: 'Firefox on Linux',
};
const PROOF = {
  link: 'https://auth.example.com/verify-email?token=abc',
  minutes: 30,
  code: '12345678',
  codeMinutes: 10,
};

/** Params for every template, with all optional values. */
export const SAMPLE_PARAMS: MailParams = {
  verify_email: { name: 'alice', ...PROOF, minutes: 1440 },
  confirm_new_email: { name: 'alice', ...PROOF, minutes: 1440 },
  reset_password: { name: 'alice', ...PROOF, ...HAPPENING },
  login_link: { name: 'alice', ...PROOF, ...HAPPENING },
  invite: { name: 'alice', ...PROOF, minutes: 1440 },
  password_changed: { name: 'alice', ...HAPPENING },
  email_changed: {
    name: 'alice',
    ...HAPPENING,
    newEmail: 'new@example.com',
    link: PROOF.link,
    minutes: 4320,
  },
  email_changed_by_admin: { name: 'alice', when: HAPPENING.when, newEmail: 'new@example.com' },
  factors_changed: { name: 'alice', ...HAPPENING, what: 'added' },
  factors_reset: { name: 'alice', when: HAPPENING.when },
  recovery_code_used: { name: 'alice', ...HAPPENING, count: 3 },
  new_device: { name: 'alice', ...HAPPENING },
  account_disabled: { name: 'alice', when: HAPPENING.when },
  account_deleted: { name: 'alice', ...HAPPENING, by: 'owner' },
  failed_attempts: { name: 'alice', ...HAPPENING, count: 3 },
};

export { MAIL_TEMPLATES };

/** Sends a mail like a module of the service, in its own transaction. */
export function sendMail<T extends MailTemplate>(service: Service, mail: NewMail<T>): Promise<void> {
  return service.app
    .get(UnitOfWork)
    .run((transaction) => service.app.get(MailService).send(mail, transaction));
}

/** Sends a notice of which only the recipient and the text matter. */
export function sendNotice(service: Service, to: string, name = 'alice'): Promise<void> {
  const params = { name, ...HAPPENING };
  return sendMail(service, { template: 'password_changed', to, locale: 'en', params });
}
