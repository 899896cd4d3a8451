import { randomBytes } from 'node:crypto';
import { Mailbox } from './mailbox.js';
import { ServiceProcess } from './service-process.js';
import { Watchword } from './watchword.js';

// The entry point of `@watchword/testing`: it exports everything that a test imports.
export type { Answer, Caller } from './caller.js';
export type { Mail, Mailbox } from './mailbox.js';
export type { Person, PersonOptions } from './person.js';
export type { ServiceClient, Watchword } from './watchword.js';

/** Settings of the service, named and written as the variables in docs/configuration.md. */
export type Settings = Readonly<Record<string, string>>;

/** The default settings: cheap hashes, no limits, and a log of errors only, on standard error. */
const DEFAULTS = {
  BCRYPT_COST: '4',
  LOGIN_LIMIT: 'off',
  REGISTER_LIMIT: 'off',
  REFRESH_LIMIT: 'off',
  MAIL_REQUEST_LIMIT: 'off',
  LOG_LEVEL: 'error',
  ADMIN_NAME: 'admin',
};

/**
 * Starts a Watchword in a separate process, with a new SQLite file and a free port. Close it after the tests.
 * @throws Error with the reason when it cannot start, such as an unknown setting
 *
 * @example const watchword = await startWatchword({ ACCESS_TOKEN_TTL: '5m' }); const ada = await watchword.person({
 * name: 'ada' }); await fetch(myService, { headers: ada.headers });
 */
export async function startWatchword(settings: Settings = {}): Promise<Watchword> {
  const secrets = { SECRET_KEY: random(), ADMIN_PASSWORD: random() };
  const all = { ...DEFAULTS, ...secrets, ...settings };
  const mails = new Mailbox();
  const service = await ServiceProcess.start(all, mails.take);
  return new Watchword(service, mails, { name: all.ADMIN_NAME, password: all.ADMIN_PASSWORD });
}

const random = () => randomBytes(32).toString('base64');
