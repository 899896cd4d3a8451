/** The fields of an error of nodemailer. */
interface SmtpFault {
  readonly code?: string;
  /** The code of the socket, if `code` is a code of nodemailer. */
  readonly originalCode?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly message?: string;
}

/** Codes of this service for known faults, by the code of nodemailer. */
const CODES: Readonly<Record<string, string>> = {
  EAUTH: 'login_refused',
  ENOAUTH: 'login_refused',
  EOAUTH2: 'login_refused',
  ETLS: 'tls_failed',
  EREQUIRETLS: 'tls_failed',
  EDNS: 'host_not_found',
  ENOTFOUND: 'host_not_found',
  EAI_AGAIN: 'host_not_found',
  ETIMEDOUT: 'timeout',
};

/** Codes of faulty certificates. OpenSSL and Node.js have many of them. */
const TLS = /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO/;

/** Returns the code of this service for a fault. The server's own text is not used, because it may contain anything. */
export function smtpFaultCode(error: unknown): string {
  const { code = '', originalCode = '', responseCode } = error as SmtpFault;
  const known = CODES[originalCode] ?? CODES[code];
  if (known === 'login_refused') return known;
  if (responseCode !== undefined) return `smtp_${responseCode}`;
  return known ?? (TLS.test(originalCode) ? 'tls_failed' : 'connection_failed');
}

const ADVICE: Readonly<Record<string, string>> = {
  host_not_found:
    'DNS: the name of the host in SMTP_URL is not found. Check its spelling, and that this machine can look up names.',
  connection_failed:
    'Connection: the server does not take connections at this port, or hung up. Check host and port in SMTP_URL, that a firewall lets this machine out (many block port 25), and that smtps:// is only used for a port that begins with TLS (465).',
  timeout:
    'Connection: the server did not answer in time. A firewall may drop the packets (many do for port 25), or smtp:// is used for a port that begins with TLS (465: smtps://).',
  tls_failed:
    'TLS: no connection with a valid certificate could be made. The host in SMTP_URL must be the name in the certificate, which must be valid and from a known authority (NODE_EXTRA_CA_CERTS names a file with your own). With a password in SMTP_URL, the server must offer TLS.',
  login_refused:
    'Login: the server refuses the user or password in SMTP_URL. Percent-encode characters such as @ in it. Google and Microsoft want an app password or OAuth 2.0: see docs/mail.md.',
};

const REFUSED =
  'Refusal: the server was reached, and refuses the mail. Often MAIL_FROM is an address that this user may not send from, or the domain of the recipient does not take mail from this server (SPF, DKIM).';

/** Describes a fault for the operator, with the text of the server. */
export function smtpAdvice(error: unknown): string {
  const { response, message = '' } = error as SmtpFault;
  return `${ADVICE[smtpFaultCode(error)] ?? REFUSED}\nIt said: ${response ?? message}`;
}
