import type { Config } from '../../config/config.js';
import { smtpAdvice } from '../../mail/smtp-faults.js';
import { smtpTransportFor } from '../../mail/transport-for.js';
import { type Finding, ok, problem, warning } from './finding.js';

/**
 * Checks whether mails can be sent: connects to the server and verifies its certificate and the login. It sends no
 * mail.
 */
export async function mailFindings(config: Config): Promise<Finding[]> {
  const transport = smtpTransportFor(config);
  if (!transport) return [withoutServer(config)];
  try {
    await transport.verify();
    return [ok('SMTP_URL', 'the server answers and takes the login'), sender(config)];
  } catch (error) {
    return [warning('SMTP_URL', smtpAdvice(error).replace('\n', ' ')), sender(config)];
  }
}

function withoutServer({ isProduction, REQUIRE_VERIFIED_EMAIL }: Config): Finding {
  if (!isProduction) return ok('SMTP_URL', 'is not set: mails are lines of the log, with their links');
  if (REQUIRE_VERIFIED_EMAIL === 'true')
    return problem(
      'SMTP_URL',
      'is not set: users cannot verify an address, and REQUIRE_VERIFIED_EMAIL=true lets no user sign in without. See docs/mail.md.',
    );
  return warning(
    'SMTP_URL',
    'is not set: no mail is sent, and what needs mail answers 503 mail_unavailable, such as a forgotten password or LOGIN_BY_EMAIL=on. See docs/mail.md.',
  );
}

function sender({ MAIL_FROM }: Config): Finding {
  if (!/@localhost>?$/.test(MAIL_FROM)) return ok('MAIL_FROM', MAIL_FROM);
  return warning(
    'MAIL_FROM',
    `${MAIL_FROM} is no address of the internet. Set one that SMTP_URL may send from.`,
  );
}
