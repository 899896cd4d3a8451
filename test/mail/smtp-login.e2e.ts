import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { testMail } from '../../src/mail/test-mail.js';
import { smtpOptions } from '../../src/mail/smtp-options.js';
import { smtpTransportFor } from '../../src/mail/transport-for.js';
import { loadConfig } from '../../src/config/load-config.js';
import { Mailbox } from '../support/mailbox.js';
import { TEST_ENVIRONMENT } from '../support/service.js';

const TIMEOUT_MS = 10_000;

/** The credentials of each SMTP login. */
const logins: object[] = [];
/** The parameters of each request to the token endpoint. */
const asked: URLSearchParams[] = [];

const mailbox = new Mailbox({
  authOptional: false,
  allowInsecureAuth: true,
  authMethods: ['PLAIN', 'XOAUTH2'],
  onAuth: ({ method, username, password, accessToken }, _session, done) => {
    logins.push({ method, user: username, password, accessToken });
    done(null, { user: username });
  },
});
let tokens: Server;
beforeAll(async () => {
  await mailbox.start();
  tokens = createServer((request, response) => {
    void text(request).then((body) => {
      asked.push(new URLSearchParams(body));
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ access_token: `token-${asked.length}`, expires_in: 3600 }));
    });
  }).listen(0, '127.0.0.1');
  await once(tokens, 'listening');
});
afterAll(async () => {
  tokens.close();
  await mailbox.stop();
});
beforeEach(() => void (logins.splice(0), asked.splice(0)));

const configOf = (environment: Record<string, string>) => {
  const { port } = new URL(mailbox.environment.SMTP_URL!);
  const SMTP_URL = `smtp://alice%40example.com:p%40ss@127.0.0.1:${port}`;
  return loadConfig({ ...TEST_ENVIRONMENT, SMTP_URL, ...environment });
};

const oauth = () => ({
  SMTP_OAUTH_CLIENT_ID: 'app',
  SMTP_OAUTH_CLIENT_SECRET: 'app-secret',
  SMTP_OAUTH_TOKEN_URL: `http://127.0.0.1:${(tokens.address() as { port: number }).port}/token`,
});

const optionsFor = (SMTP_URL: string) => smtpOptions(configOf({ SMTP_URL }));

it('the user and password of SMTP_URL are percent-decoded for the SMTP login', async () => {
  await smtpTransportFor(configOf({}))!.verify();
  expect(logins).toMatchObject([{ method: 'PLAIN', user: 'alice@example.com', password: 'p@ss' }]);
});

it('client credentials get an access token, which is used for several SMTP logins', async () => {
  const transport = smtpTransportFor(configOf(oauth()))!;
  const mail = testMail('alice@example.com', configOf({}));
  await transport.send(mail, AbortSignal.timeout(TIMEOUT_MS));
  await transport.send(mail, AbortSignal.timeout(TIMEOUT_MS));

  const login = { method: 'XOAUTH2', user: 'alice@example.com', accessToken: 'token-1' };
  expect(logins).toMatchObject([login, login]);
  expect(asked.map(String)).toEqual([
    'grant_type=client_credentials&client_id=app&client_secret=app-secret&scope=https%3A%2F%2Foutlook.office365.com%2F.default',
  ]);
});

it('a refresh token gets an access token, which is used for the SMTP login', async () => {
  await smtpTransportFor(configOf({ ...oauth(), SMTP_OAUTH_REFRESH_TOKEN: 'refresh' }))!.verify();

  expect(logins).toMatchObject([{ method: 'XOAUTH2', accessToken: 'token-1' }]);
  expect(Object.fromEntries(asked[0]!)).toMatchObject({
    grant_type: 'refresh_token',
    refresh_token: 'refresh',
  });
});

it.each([
  ['smtp://alice:secret@mail.example.com', true],
  ['smtp://mail.example.com?tls=required', true],
  ['smtp://mail.example.com', false],
  ['smtp://alice:secret@localhost', false],
])('%s demands TLS: %s', (url, demands) => expect(optionsFor(url).requireTLS).toBe(demands));

it.each([
  ['smtp://mail.example.com', { port: 587, secure: false }],
  ['smtps://mail.example.com', { port: 465, secure: true }],
  ['smtp://[::1]:25', { host: '::1', port: 25 }],
])('%s results in the options %j', (url, options) => expect(optionsFor(url)).toMatchObject(options));
