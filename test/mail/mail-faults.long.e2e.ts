import { ATTEMPT_TIMEOUT_MS } from '../../src/outbox/outbox-attempt.js';
import { hurry, messagesOf } from '../support/outbox.js';
import { sendNotice } from '../support/mails.js';
import { Service } from '../support/service.js';
import { UnreliableMailbox } from '../support/unreliable-mailbox.js';

const NAMES = ['one', 'two', 'three', 'four', 'five', 'six'];
const PEOPLE = ['alice@example.com', 'bob@example.com'];

const mailbox = new UnreliableMailbox({ closeTimeout: 10 });
let service: Service;
beforeAll(async () => {
  await mailbox.start();
  service = await new Service(mailbox.environment).start();
});
afterAll(async () => {
  await service.stop();
  await mailbox.stop();
});
beforeEach(() => Object.assign(mailbox, { mood: 'takes', oneIn: 1, failures: 0, mails: [] }));

/** Sends all names to all people, in order. */
async function sendAll(): Promise<void> {
  for (const name of NAMES) for (const to of PEOPLE) await sendNotice(service, to, name);
}

/** Makes attempts fail after half a second instead of ten seconds. */
function withoutPatience(): void {
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  jest
    .spyOn(AbortSignal, 'timeout')
    .mockImplementation((milliseconds) => timeout(milliseconds === ATTEMPT_TIMEOUT_MS ? 500 : milliseconds));
}

/** Waits until an attempt has failed in this way. */
async function untilFailed(code: string): Promise<void> {
  while (!(await messagesOf(service)).some(({ last_error }) => last_error === code)) await pause();
}

/** Waits for all mails, without pauses between attempts. Returns the names by recipient, in the order of arrival. */
async function arrived(): Promise<string[][]> {
  while ((await messagesOf(service)).some(({ state }) => state === 'queued')) {
    await hurry(service);
    await pause();
  }
  return PEOPLE.map((to) => mailbox.to(to).map(({ text }) => /Hello (\w+),/.exec(text)?.[1] ?? text));
}

const pause = () => new Promise((done) => setTimeout(done, 20));

const all = [NAMES, NAMES];

it.each([
  ['refuses for now', 'smtp_451'],
  ['refuses', 'smtp_550'],
  ['drops', 'connection_failed'],
  ['is silent', 'timeout'],
  ['hangs', 'timeout'],
] as const)(
  'while the SMTP server %s, mails wait, and later all arrive in order per recipient',
  async (mood, code) => {
    if (code === 'timeout') withoutPatience();
    mailbox.mood = mood;
    await sendAll();
    await untilFailed(code);
    jest.restoreAllMocks();
    mailbox.mood = 'takes';

    expect(await arrived()).toEqual(all);
  },
);

it('while the SMTP server is down, mails wait, and later all arrive in order per recipient', async () => {
  await mailbox.stop();
  await sendAll();
  await untilFailed('connection_failed');
  await mailbox.start();

  expect(await arrived()).toEqual(all);
});

it('while the SMTP server refuses every second mail, all mails still arrive in order', async () => {
  Object.assign(mailbox, { mood: 'refuses for now', oneIn: 2 });
  await sendAll();

  expect(await arrived()).toEqual(all);
  expect(mailbox.failures).toBeGreaterThanOrEqual(NAMES.length);
});

it('a mail whose SMTP response was lost is sent again with the same Message-ID', async () => {
  mailbox.mood = 'loses answers';
  await sendNotice(service, 'carol@example.com');
  await untilFailed('connection_failed');
  mailbox.mood = 'takes';
  await arrived();

  const ids = mailbox.to('carol@example.com').map(({ messageId }) => messageId);
  expect(ids.length).toBe(2);
  expect(new Set(ids).size).toBe(1);
});
