import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { runCommand } from '../support/commands.js';
import { Mailbox } from '../support/mailbox.js';
import { freePort, runCli } from '../support/process.js';

const mailbox = new Mailbox({
  disabledCommands: [],
  onAuth: (_login, _session, done) => done(new Error('wrong user or password')),
  onMailFrom: ({ address }, _session, done) =>
    done(address === 'not-yours@example.com' ? new Error('you may not send from this address') : null),
});
const silent: Server = createServer();
beforeAll(async () => {
  await mailbox.start();
  await once(silent.listen(0, '127.0.0.1'), 'listening');
});
afterAll(async () => {
  silent.close();
  await mailbox.stop();
});

const to = 'operator@example.com';
const inProcess = (environment: Record<string, string>) => runCli(['mail', 'test', to], environment);
/** Returns what the command prints when it fails. */
const faultOf = (environment: Record<string, string>, words = [to]) =>
  runCommand('mail test', words, environment).then(
    (output) => `It did not fail: ${output}`,
    ({ message }: Error) => message,
  );
const port = () => new URL(mailbox.environment.SMTP_URL!).port;

it('mail test sends a mail', async () => {
  const plain = await new Mailbox().start();
  const { code, output } = await inProcess({ ...plain.environment, NODE_ENV: 'development' });
  await plain.stop();

  expect([code, output]).toEqual([0, expect.stringContaining('took the mail to operator@example.com')]);
  expect(plain.to(to).map(({ subject }) => subject)).toEqual(['Test mail from Watchword']);
});

it('mail test exits with 1 when the mail was not sent', async () => {
  const { code, output } = await inProcess({ SMTP_URL: 'smtp://no-such-host.invalid' });

  expect([code, output]).toEqual([
    1,
    expect.stringMatching(/^The mail was not sent\.\nDNS: [^]+\nIt said: .+\n$/m),
  ]);
});

it.each([
  ['Connection', async () => ({ SMTP_URL: `smtp://127.0.0.1:${await freePort()}` })],
  ['Connection', () => ({ SMTP_URL: `smtp://127.0.0.1:${(silent.address() as { port: number }).port}` })],
  ['TLS', () => ({ SMTP_URL: `smtp://127.0.0.1:${port()}` })],
  ['TLS', () => ({ SMTP_URL: `smtps://127.0.0.1:${port()}` })],
] as const)('mail test names the kind of fault: %s', async (fault, environment) => {
  const pattern = new RegExp(`^The mail was not sent\\.\n${fault}: [^]+\nIt said: .+$`, 'm');

  expect(await faultOf(await environment())).toMatch(pattern);
});

it.each([
  ['Login', 'smtp://alice:wrong@127.0.0.1', {}],
  ['Refusal', 'smtp://127.0.0.1', { MAIL_FROM: 'not-yours@example.com' }],
])('mail test names the kind of fault of a server without TLS: %s', async (fault, url, environment) => {
  const plain = await new Mailbox({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: (_login, _session, done) => done(new Error('wrong user or password')),
    onMailFrom: (_from, _session, done) =>
      done(Object.assign(new Error('you may not send from this address'), { responseCode: 553 })),
  }).start();
  const SMTP_URL = `${url}:${new URL(plain.environment.SMTP_URL!).port}`;
  const told = await faultOf({ ...environment, SMTP_URL });
  await plain.stop();

  expect(told).toContain(`${fault}: `);
});

it('mail test says that SMTP_URL is not set, or that the address is missing', async () => {
  expect(await faultOf({})).toMatch('SMTP_URL is not set');
  expect(await faultOf({}, [])).toMatch('Say where to');
});
