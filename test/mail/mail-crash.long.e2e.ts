import { setTimeout as sleep } from 'node:timers/promises';
import { type FreshDatabase, freshDatabase } from '../support/database.js';
import { migrated } from '../support/migrated-database.js';
import { letLeasesEnd, queueNotices } from '../support/outbox.js';
import { freshAddress, freshName, PASSWORD } from '../support/people.js';
import { freePort, ServiceProcess } from '../support/process.js';
import { UnreliableMailbox } from '../support/unreliable-mailbox.js';

const KILLS = 5;
const REGISTRATIONS = 6;
const PEOPLE = Array.from({ length: 12 }, (_, index) => `person-${index}@example.com`);

const mailbox = new UnreliableMailbox({ closeTimeout: 10 });
let database: FreshDatabase;
let service: ServiceProcess;

beforeAll(async () => {
  await mailbox.start();
  database = await freshDatabase();
  await migrated(database);
  const settings = { DATABASE_URL: database.url, PORT: String(await freePort()) };
  service = new ServiceProcess({ ...mailbox.environment, ...settings });
});
afterAll(async () => {
  await service.stop('SIGKILL');
  await mailbox.stop();
  await database.drop();
});

/** Returns the names in the mails to a recipient, without repetitions, in the order of their first arrival. */
function greetedOf(to: string): string[] {
  const names = mailbox.to(to).map(({ text }) => /Hello (\S+),/.exec(text)?.[1] ?? text);
  return [...new Set(names)];
}

const arrivedCount = () => PEOPLE.reduce((sum, to) => sum + greetedOf(to).length, 0);

/** Waits until some of the waiting mails have arrived. */
async function someArrive(): Promise<void> {
  for (const before = arrivedCount(); arrivedCount() < before + 2;) await sleep(5);
}

/** Registers users, one after the other. Returns their addresses. */
async function register(): Promise<string[]> {
  const addresses: string[] = [];
  for (let person = 0; person < REGISTRATIONS; person++) {
    const email = freshAddress();
    const { status } = await service.post('/register', { name: freshName(), email, password: PASSWORD });
    if (status === 201) addresses.push(email);
  }
  return addresses;
}

describe(`mails of a service that is killed ${KILLS} times`, () => {
  const names: string[] = [];
  const registered: string[] = [];
  let code: number | null;

  beforeAll(async () => {
    Object.assign(mailbox, { mood: 'refuses for now', oneIn: 4 });
    for (let kill = 0; kill < KILLS; kill++) {
      await service.start();
      names.push(`mail${kill}`);
      await queueNotices(database.url, PEOPLE, [`mail${kill}`]);
      const [addresses] = await Promise.all([register(), someArrive()]);
      registered.push(...addresses);
      await service.stop('SIGKILL');
      await letLeasesEnd(database.url);
    }
    mailbox.mood = 'takes';
    await service.start();
    while (arrivedCount() < PEOPLE.length * names.length) await sleep(50);
    while (registered.some((email) => mailbox.to(email).length === 0)) await sleep(50);
    code = await service.stop();
  }, 300_000);

  it('are not lost, and arrive in order', () => {
    expect(PEOPLE.map((to) => greetedOf(to))).toEqual(PEOPLE.map(() => names));
    expect(code).toBe(0);
  });

  it('include a verification mail for every user who registered before a kill', () => {
    const subjects = registered.map((email) => mailbox.to(email)[0]!.subject);

    expect(subjects).toEqual(Array(KILLS * REGISTRATIONS).fill('Confirm your email address'));
  });
});
