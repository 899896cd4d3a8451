import { setTimeout as sleep } from 'node:timers/promises';
import { type FreshDatabase, freshDatabase } from '../support/database.js';
import { queueNotices } from '../support/outbox.js';
import { freshAddress, freshName, PASSWORD } from '../support/people.js';
import { freePort, ServiceProcess } from '../support/process.js';
import { UnreliableMailbox } from '../support/unreliable-mailbox.js';

const KILLS = 5;
const PEOPLE = Array.from({ length: 12 }, (_, index) => `person-${index}@example.com`);

let database: FreshDatabase;
const mailbox = new UnreliableMailbox({ closeTimeout: 10 });
beforeAll(async () => {
  database = await freshDatabase();
  await mailbox.start();
});
afterAll(async () => {
  await mailbox.stop();
  await database.drop();
});

/** What the mails to a person greet, once each, in the order in which they first arrived. */
function greetedOf(to: string): string[] {
  const names = mailbox.to(to).map(({ text }) => /Hello (\S+),/.exec(text)?.[1] ?? text);
  return [...new Set(names)];
}

const arrivedCount = () => PEOPLE.reduce((sum, to) => sum + greetedOf(to).length, 0);

it(`of mails that wait while the service is killed ${KILLS} times, none is lost, and all come in order`, async () => {
  const environment = { ...mailbox.environment, DATABASE_URL: database.url, PORT: String(await freePort()) };
  const service = new ServiceProcess(environment);
  const names: string[] = [];
  Object.assign(mailbox, { mood: 'refuses for now', oneIn: 4 });
  for (let kill = 0; kill < KILLS; kill++) {
    await service.start();
    names.push(`mail${kill}`);
    for (const to of PEOPLE) await queueNotices(database.url, to, [`mail${kill}`]);
    for (const before = arrivedCount(); arrivedCount() < before + 2;) await sleep(5);
    await service.stop('SIGKILL');
  }
  mailbox.mood = 'takes';
  await service.start();
  while (arrivedCount() < PEOPLE.length * names.length) await sleep(100);
  const code = await service.stop();

  expect(PEOPLE.map(greetedOf)).toEqual(PEOPLE.map(() => names));
  expect(code).toBe(0);
});

it(`of people who register while the service is killed ${KILLS} times, every one gets the mail that proves the address`, async () => {
  const fresh = await freshDatabase();
  const environment = { ...mailbox.environment, DATABASE_URL: fresh.url, PORT: String(await freePort()) };
  const service = new ServiceProcess(environment);
  const registered: string[] = [];
  Object.assign(mailbox, { mood: 'refuses for now', oneIn: 3 });
  for (let kill = 0; kill < KILLS; kill++) {
    await service.start();
    for (let person = 0; person < 6; person++) {
      const [name, email] = [freshName(), freshAddress()];
      const { status } = await service.post('/register', { name, email, password: PASSWORD });
      if (status === 201) registered.push(email);
    }
    await service.stop('SIGKILL');
  }
  mailbox.mood = 'takes';
  await service.start();
  const mails = await Promise.all(registered.map((email) => mailbox.next(email)));
  await service.stop();
  await fresh.drop();

  expect(registered).toHaveLength(KILLS * 6);
  expect(mails.map(({ subject }) => subject)).toEqual(registered.map(() => 'Confirm your email address'));
});
