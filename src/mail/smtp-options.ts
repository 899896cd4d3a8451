import type { SMTPTransportOptions } from 'nodemailer';
import { isLoopback } from '../common/loopback.js';
import type { Config } from '../config/config.js';
import { clientCredentials } from './client-credentials.js';

const CONNECT_TIMEOUT_MS = 5000;
const ANSWER_TIMEOUT_MS = 8000;

type SmtpConfig = Pick<
  Config,
  | 'SMTP_URL'
  | 'SMTP_OAUTH_CLIENT_ID'
  | 'SMTP_OAUTH_CLIENT_SECRET'
  | 'SMTP_OAUTH_REFRESH_TOKEN'
  | 'SMTP_OAUTH_TOKEN_URL'
>;

/**
 * The options of nodemailer. TLS is used if the server offers it, and its certificate is checked. A password
 * is only sent to another machine over TLS, even if the server offers none. Mails cannot make nodemailer read
 * files or URLs.
 */
export function smtpOptions(config: SmtpConfig): SMTPTransportOptions {
  const url = new URL(config.SMTP_URL!);
  const hasLogin = url.username !== '';
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'), // only a URL has brackets around an IPv6 address
    port: Number(url.port) || (url.protocol === 'smtps:' ? 465 : 587),
    secure: url.protocol === 'smtps:',
    requireTLS: url.searchParams.get('tls') === 'required' || (hasLogin && !isLoopback(url.hostname)),
    ...(hasLogin && { auth: loginOf(url, config) }),
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: ANSWER_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function loginOf(url: URL, config: SmtpConfig): SMTPTransportOptions['auth'] {
  const user = decodeURIComponent(url.username);
  const { SMTP_OAUTH_CLIENT_ID: clientId, SMTP_OAUTH_CLIENT_SECRET: clientSecret } = config;
  if (clientId === undefined || clientSecret === undefined)
    return { user, pass: decodeURIComponent(url.password) };
  const accessUrl = config.SMTP_OAUTH_TOKEN_URL;
  const refreshToken = config.SMTP_OAUTH_REFRESH_TOKEN;
  if (refreshToken !== undefined)
    return { type: 'OAuth2', user, clientId, clientSecret, refreshToken, accessUrl };
  const provisionCallback = clientCredentials({ clientId, clientSecret, tokenUrl: accessUrl });
  return { type: 'OAuth2', user, provisionCallback };
}
