import { problem } from '../common/problem.js';

/** The feature needs mail, and the service has no SMTP server to send it. */
export class MailUnavailable extends problem(503, 'mail_unavailable', 'This service cannot send mail') {}

/** A language in MAIL_TEMPLATES is not complete. The service does not start. */
export class FaultyMailTexts extends Error {}

/** There is no mail with this id. */
export class MailNotFound extends problem(404, 'mail_not_found', 'There is no such mail') {}

/** The SMTP server has accepted the mail, so sending it again would produce a second mail. */
export class MailAlreadySent extends problem(409, 'mail_already_sent', 'The mail was sent') {}
