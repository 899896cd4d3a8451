import { setTimeout as sleep } from 'node:timers/promises';
import { queueNotices } from '../../support/outbox.js';
import { useDatabaseServer } from '../../support/faults/database-server.js';
import { Replicas } from '../../support/faults/replicas.js';
import { isQuick } from '../../support/faults/scenario.js';
import { UnreliableMailbox } from '../../support/unreliable-mailbox.js';

const MAILS = isQuick ? 10 : 40;
const PEOPLE = Array.from({ length: isQuick ? 20 : 100 }, (_, index) => `person-${index}@example.com`);
const REPLICAS = 2;
/** No mail may arrive for this long after the last one. */
const SETTLE_MS = 3000;

const NAMES = Array.from({ length: MAILS }, (_, index) => `mail-${index}`);
const TO = 'alice@example.com';

useDatabaseServer();
const mailbox = new UnreliableMailbox({ closeTimeout: 10 });
let replicas: Replicas;
beforeAll(async () => {
  await mailbox.start();
  replicas = await Replicas.start(REPLICAS, { environment: mailbox.environment });
});
beforeEach(() => Object.assign(mailbox, { mood: 'takes', oneIn: 1, failures: 0, mails: [] }));
afterAll(async () => {
  await replicas.stop();
  await mailbox.stop();
});

const idsOf = (to: string) => mailbox.to(to).map(({ messageId }) => messageId);

describe('F13: an SMTP server that dies between DATA and its response', () => {
  it('gets all mails in order, and only those twice whose response was lost', async () => {
    Object.assign(mailbox, { mood: 'loses answers', oneIn: 3 });
    await queueNotices(replicas.database.url, TO, NAMES);
    while (new Set(idsOf(TO)).size < MAILS || mailbox.mails.length < MAILS + mailbox.failures)
      await sleep(50);
    await sleep(SETTLE_MS);

    const ids = idsOf(TO);
    expect(new Set(ids).size).toBe(MAILS);
    expect(ids).toEqual(ids.toSorted());
    expect(ids.length).toBe(MAILS + mailbox.failures);
    expect(mailbox.failures).toBeGreaterThan(1);
  });
});

describe(`F14: ${REPLICAS} replicas that request the lease of a message at once`, () => {
  it('send each mail once', async () => {
    for (const to of PEOPLE) await queueNotices(replicas.database.url, to, ['one']);
    await queueNotices(replicas.database.url, TO, NAMES);
    while (mailbox.mails.length < PEOPLE.length + MAILS) await sleep(50);
    await sleep(SETTLE_MS);

    expect(mailbox.mails.length).toBe(PEOPLE.length + MAILS);
    expect(PEOPLE.map((to) => idsOf(to).length)).toEqual(PEOPLE.map(() => 1));
    expect(idsOf(TO)).toEqual(idsOf(TO).toSorted());
    expect(idsOf(TO).length).toBe(MAILS);
  });
});
