import { setTimeout as sleep } from 'node:timers/promises';
import { type FreshDatabase, freshDatabase } from '../support/database.js';
import { queueNotices } from '../support/outbox.js';
import { freshAddress, freshName, PASSWORD } from '../support/people.js';
import { freePort, ServiceProcess } from '../support/process.js';
import { UnreliableMailbox } from '../support/unreliable-mailbox.js';

const KILLS = 5;
const PEOPLE = Array.from({ length: 12 }, (_, index) => `person-${index}@example.com`);

/** A mail server, a database, and a service that can be killed: each test waits long for its own, so they run at once. */
class Surroundings {
  readonly mailbox = new UnreliableMailbox({ closeTimeout: 10 });
  database!: FreshDatabase;
  service!: ServiceProcess;

  async make(): Promise<this> {
    await this.mailbox.start();
    this.database = await freshDatabase();
    const settings = { DATABASE_URL: this.database.url, PORT: String(await freePort()) };
    this.service = new ServiceProcess({ ...this.mailbox.environment, ...settings });
    return this;
  }

  async remove(): Promise<void> {
    await this.service.stop('SIGKILL');
    await this.mailbox.stop();
    await this.database.drop();
  }

  /** What the mails to a person greet, once each, in the order in which they first arrived. */
  greetedOf(to: string): string[] {
    const names = this.mailbox.to(to).map(({ text }) => /Hello (\S+),/.exec(text)?.[1] ?? text);
    return [...new Set(names)];
  }

  get arrivedCount(): number {
    return PEOPLE.reduce((sum, to) => sum + this.greetedOf(to).length, 0);
  }
}

const [queues, registrations] = [new Surroundings(), new Surroundings()];
beforeAll(async () => {
  for (const each of [queues, registrations]) await each.make();
});
afterAll(async () => {
  for (const each of [queues, registrations]) await each.remove();
});

it.concurrent(
  `of mails that wait while the service is killed ${KILLS} times, none is lost, and all come in order`,
  async () => {
    const { mailbox, database, service } = queues;
    const names: string[] = [];
    Object.assign(mailbox, { mood: 'refuses for now', oneIn: 4 });
    for (let kill = 0; kill < KILLS; kill++) {
      await service.start();
      names.push(`mail${kill}`);
      for (const to of PEOPLE) await queueNotices(database.url, to, [`mail${kill}`]);
      for (const before = queues.arrivedCount; queues.arrivedCount < before + 2;) await sleep(5);
      await service.stop('SIGKILL');
    }
    mailbox.mood = 'takes';
    await service.start();
    while (queues.arrivedCount < PEOPLE.length * names.length) await sleep(100);
    const code = await service.stop();

    expect(PEOPLE.map((to) => queues.greetedOf(to))).toEqual(PEOPLE.map(() => names));
    expect(code).toBe(0);
  },
);

it.concurrent(
  `of people who register while the service is killed ${KILLS} times, every one gets the mail that proves the address`,
  async () => {
    const { mailbox, service } = registrations;
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
    while (registered.some((email) => mailbox.to(email).length === 0)) await sleep(100);
    const mails = registered.map((email) => mailbox.to(email)[0]!);
    await service.stop();

    expect(registered).toHaveLength(KILLS * 6);
    expect(mails.map(({ subject }) => subject)).toEqual(registered.map(() => 'Confirm your email address'));
  },
);
