import { setTimeout as sleep } from 'node:timers/promises';
import { hurry, messagesOf } from '../support/outbox.js';
import { freshAddress, freshName, PASSWORD } from '../support/people.js';
import { Service } from '../support/service.js';
import { UnreliableMailbox } from '../support/unreliable-mailbox.js';

const TIMES = 9;
/** Returns a generous limit, as other tests may slow down the machine. A request that waits for SMTP takes 10 s. */
const boundOf = (usual: number) => 4 * usual + 1000;

const mailbox = new UnreliableMailbox({ closeTimeout: 10 });
let service: Service;
let usual: number;
beforeAll(async () => {
  await mailbox.start();
  service = await new Service(mailbox.environment).start();
  await act();
  usual = (await act()).median;
});
afterAll(async () => {
  await service.stop();
  await mailbox.stop();
});
beforeEach(() => Object.assign(mailbox, { mood: 'takes', oneIn: 1 }));

/** Registers users and requests mails to them. Returns their addresses and the median time in milliseconds. */
async function act() {
  const [addresses, took]: [string[], number[]] = [[], []];
  for (let time = 0; time < TIMES; time++) {
    const [name, email] = [freshName(), freshAddress()];
    const begun = performance.now();
    const answers = [
      await service.post('/register', { name, password: PASSWORD, email }),
      await service.post('/email/verify/resend', { login: name }),
      await service.post('/password/forgot', { login: name }),
    ];
    took.push(performance.now() - begun);
    addresses.push(email);
    expect(answers.map(({ status }) => status)).toEqual([201, 202, 202]);
  }
  return { addresses, median: took.toSorted((one, other) => one - other)[Math.floor(TIMES / 2)]! };
}

/** Restarts the SMTP server without a fault, and closes earlier connections, which may hang until a timeout. */
async function repair(): Promise<void> {
  await mailbox.stop();
  mailbox.mood = 'takes';
  await mailbox.start();
}

/** Returns the Message-IDs that arrived at each address, after every mail was sent. */
async function arrived(addresses: readonly string[]) {
  while ((await messagesOf(service)).some(({ state }) => state === 'queued')) {
    await hurry(service);
    await sleep(20);
  }
  return addresses.map((email) => mailbox.to(email).map(({ messageId }) => messageId));
}

it.each([
  ['refuses all mails for now', { mood: 'refuses for now' }],
  ['refuses all mails', { mood: 'refuses' }],
  ['refuses half of the mails', { mood: 'refuses for now', oneIn: 2 }],
  ['accepts mails and never responds', { mood: 'hangs' }],
  ['accepts connections and sends nothing', { mood: 'is silent' }],
  ['closes connections', { mood: 'drops' }],
])(
  'while the SMTP server %s, requests do not wait for it, and later every mail arrives in order',
  async (_, fault) => {
    Object.assign(mailbox, fault);
    const { addresses, median } = await act();
    await repair();
    const ids = await arrived(addresses);

    expect(median).toBeLessThan(boundOf(usual));
    expect(ids.map((some) => new Set(some).size)).toEqual(ids.map(() => 2));
    expect(ids).toEqual(ids.map((some) => some.toSorted()));
  },
);

it('while the SMTP server is down, requests do not wait for it, and later every mail arrives in order', async () => {
  await mailbox.stop();
  const { addresses, median } = await act();
  await mailbox.start();
  const ids = await arrived(addresses);

  expect(median).toBeLessThan(boundOf(usual));
  expect(ids.map((some) => some.length)).toEqual(ids.map(() => 2));
  expect(ids).toEqual(ids.map((some) => some.toSorted()));
});
