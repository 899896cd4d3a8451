import { setTimeout as sleep } from 'node:timers/promises';
import { OutboxDelivery } from '../../src/outbox/outbox-delivery.js';
import { useMailbox } from '../support/mailbox.js';
import { authorize, browserOf, decide, makeDeviceClient, poll } from '../support/devices.js';
import { freshAddress, guess, guesses, signIn as rightOf } from '../support/guesses.js';
import { PASSWORD } from '../support/people.js';
import { useService } from '../support/service.js';
import { verifiedPerson } from '../support/verification.js';

const NEW_DEVICE = 'New sign-in to your account';
const FAILED = 'Failed attempts to sign in to your account';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';
const DAY_SECONDS = 86_400;

const mailbox = useMailbox();
const service = useService(() => ({
  ...mailbox.environment,
  LOGIN_LIMIT: '10/1m',
  TRUST_PROXY: '127.0.0.1',
}));
afterEach(() => jest.restoreAllMocks());

/** Creates a user with a verified address who has signed in once, with Firefox. */
async function owner() {
  const person = await verifiedPerson(service, mailbox);
  const home = freshAddress();
  await service.execute(
    `DELETE FROM known_addresses WHERE user_id = '${person.id}'`, // that first sign-in came from this test
  );
  const { cookies } = await signIn(person.name, home);
  return { ...person, home, device: cookies[0] ?? '' };
}

async function signIn(name: string, address: string, userAgent = FIREFOX, cookie = '', password = PASSWORD) {
  const headers = { 'x-forwarded-for': address, 'user-agent': userAgent, ...(cookie && { cookie }) };
  const answer = await service.post('/login?cookie=true', { name, password }, { headers });
  const cookies = answer.headers.getSetCookie().filter((one) => one.includes('_device='));
  return { ...answer, cookies: cookies.map((one) => one.split(';')[0] as string) };
}

/** Returns the notices with this subject after all mails were sent. */
async function notices(email: string, subject: string) {
  await service.outboxIsEmpty();
  return mailbox.to(email).filter((mail) => mail.subject === subject);
}

describe('a sign-in', () => {
  it('sends no notice when it is the first of the account', async () => {
    const { email } = await owner();
    expect(await notices(email, NEW_DEVICE)).toEqual([]);
  });

  it('sends no notice from a known device and address, or from a known browser at any address', async () => {
    const { name, email, home, device } = await owner();
    const answers = [await signIn(name, home), await signIn(name, freshAddress(), SAFARI, device)];

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await notices(email, NEW_DEVICE)).toEqual([]);
  });

  it('sends a notice with the device and the address when the address is new, but not the next time', async () => {
    const { name, email } = await owner();
    const away = freshAddress();
    await signIn(name, away);
    await signIn(name, away);
    const [notice, ...others] = await notices(email, NEW_DEVICE);

    expect(notice!.text).toContain(`IP address: ${away}\nDevice: Firefox on Linux\n`);
    expect(others).toEqual([]);
  });

  it('sends a notice when the device is new, even from a known address', async () => {
    const { name, email, home } = await owner();
    await signIn(name, home, SAFARI);
    const [notice] = await notices(email, NEW_DEVICE);

    expect(notice!.text).toContain('Device: Safari on iOS\n');
  });

  it('sends a notice when it is the sign-in of a device that the user has allowed', async () => {
    const [person, client, away] = [await owner(), await makeDeviceClient(service), freshAddress()];
    const { body: codes } = await authorize(service, client);
    await decide(await browserOf(service, person), codes);

    await poll(service, client, codes, { 'user-agent': SAFARI, 'x-forwarded-for': away });

    const texts = (await notices(person.email, NEW_DEVICE)).map(({ text }) => text);
    expect(texts.join()).toContain(`IP address: ${away}\nDevice: Safari on iOS\n`);
  });

  it('sends no notice when it is the first with a new password, because the change was reported already', async () => {
    const { name, email, home, token } = await owner();
    const newPassword = 'pebbles juggle otters';
    await service.post('/me/password', { currentPassword: PASSWORD, newPassword }, { token });
    const { status } = await signIn(name, home, FIREFOX, '', newPassword);

    expect(status).toBe(200);
    expect(await notices(email, NEW_DEVICE)).toEqual([]);
  });

  it('sends a notice when the account was not used for 90 days', async () => {
    const { id, name, email } = await owner();
    service.travel(91 * DAY_SECONDS);
    await service.execute(`DELETE FROM known_addresses WHERE user_id = '${id}'`); // as the sweep does
    await signIn(name, freshAddress());

    expect(await notices(email, NEW_DEVICE)).toHaveLength(1);
  });
});

describe('failed attempts', () => {
  it('are reported once an hour when there are ten, with an IP address', async () => {
    const { name, email } = await owner();
    const address = freshAddress();
    await guesses(9, [service], name, address);
    await settled();
    const before = await notices(email, FAILED);
    await guess(service, name, address);
    await guesses(40, [service], name, freshAddress());
    const [notice] = await untilTold(email);
    await settled();

    expect(before).toEqual([]);
    expect(notice!.text).toContain('There were 10 failed attempts');
    expect(notice!.text).toContain('IP address: ');
    expect(await notices(email, FAILED)).toHaveLength(1);
  });

  it('are reported once an hour, and again when they continue after that', async () => {
    const { name, email } = await owner();
    const besiege = async () => {
      for (let times = 0; times < 3; times++) await guesses(10, [service], name, freshAddress());
      await settled();
    };
    await besiege();
    service.travel(3590);
    await besiege();
    const within = await notices(email, FAILED);
    service.travel(2 * 3600 + 10);
    await besiege();

    expect([within.length, (await notices(email, FAILED)).length]).toEqual([1, 2]);
  });

  it('of an account that does not exist, or has no verified address, send no mail', async () => {
    const { name } = await service.person();
    const before = mailbox.mails.length;
    await guesses(10, [service], name, freshAddress());
    await guesses(10, [service], `unknown-${Date.now()}`, freshAddress());
    await settled();
    await service.outboxIsEmpty();

    expect(mailbox.mails.length).toBe(before);
  });
});

describe('the statements of a sign-in', () => {
  const idle = useService({ LOGIN_LIMIT: '10/1m', TRUST_PROXY: '127.0.0.1' });

  it('are one more with a notice than without one', async () => {
    const { id, name } = await idle.person({ email: `${Date.now()}@example.com` });
    await idle.outboxIsEmpty();
    await idle.app.get(OutboxDelivery).onModuleDestroy();
    const once = async () => (await idle.statementsOf(() => rightOf(idle, name, freshAddress()))).length;
    // The fewest of three, because a transaction that met a lock is repeated.
    const cost = async () => Math.min(await once(), await once(), await once());
    const untold = await cost();
    await idle.execute(`UPDATE users SET verified_email_key = email WHERE id = '${id}'`);

    expect(await cost()).toBe(untold + 1);
  });
});

/** Waits until the work after responses has ended. */
const settled = () => sleep(300);

async function untilTold(email: string) {
  for (;;) {
    const told = await notices(email, FAILED);
    if (told.length > 0) return told;
    await sleep(20);
  }
}
