import { setTimeout as sleep } from 'node:timers/promises';
import { hurry, messagesOf } from '../support/outbox.js';
import { freshAddress, freshName, PASSWORD } from '../support/people.js';
import { Service } from '../support/service.js';
import { UnreliableMailbox } from '../support/unreliable-mailbox.js';

const TIMES = 9;
/** Generous, as other tests may take the machine's time: a request that waited for the SMTP server would take 10 s. */
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

/** Registers people and has new mails sent to them. Answers their addresses, and the median of what that took. */
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

/** Lets the SMTP server work again, with new connections: what it still holds of earlier ones need not wait for its end. */
async function repair(): Promise<void> {
  await mailbox.stop();
  mailbox.mood = 'takes';
  await mailbox.start();
}

/** The Message-IDs that came to each address, once every mail has left. */
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
  ['takes mails and never answers', { mood: 'hangs' }],
  ['takes connections and says nothing', { mood: 'is silent' }],
  ['breaks off', { mood: 'drops' }],
])(
  'while the SMTP server %s, requests take their usual time, and later every mail arrives in order',
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

it('while the SMTP server is dead, requests take their usual time, and later every mail arrives in order', async () => {
  await mailbox.stop();
  const { addresses, median } = await act();
  await mailbox.start();
  const ids = await arrived(addresses);

  expect(median).toBeLessThan(boundOf(usual));
  expect(ids.map((some) => some.length)).toEqual(ids.map(() => 2));
  expect(ids).toEqual(ids.map((some) => some.toSorted()));
});
