import { setTimeout as sleep } from 'node:timers/promises';
import { Browser } from '../support/browser.js';
import { type FreshDatabase, freshDatabase, isSqlite, onServers } from '../support/database.js';
import { addTotp } from '../support/factors.js';
import type { Person } from '../support/people.js';
import { remember } from '../support/remembered-devices.js';
import { Service } from '../support/service.js';

/** On SQLite there is one replica, and its writes take turns. */
const ROUNDS = 24;

let database: FreshDatabase;
let replicas: [Service, Service];
let admin: Person;
beforeAll(async () => {
  if (isSqlite()) return;
  database = await freshDatabase();
  const start = () => new Service({ MFA_REMEMBER: '30d' }, database).start();
  replicas = [await start(), await start()];
  admin = await replicas[0].admin();
});
afterAll(async () => {
  if (isSqlite()) return;
  for (const replica of replicas) await replica.stop();
  await database.drop();
});

const countOf = async (sql: string) => (await replicas[0].rows(sql)).length;

onServers()('a browser is remembered only with a sign-in that outlives the end of all sessions', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const person = await replicas[0].person();
    const withApp = { ...person, ...(await addTotp(replicas[0], person)) };

    await Promise.all([
      remember(new Browser(replicas[0]), withApp),
      sleep(Math.random() * 30).then(() =>
        replicas[1].delete(`/users/${person.id}/sessions`, undefined, admin),
      ),
    ]);

    const live = `SELECT id FROM sessions WHERE user_id = '${person.id}' AND ended_at IS NULL`;
    const remembered = `SELECT id FROM remembered_devices WHERE user_id = '${person.id}'`;
    expect(await countOf(remembered)).toBe(await countOf(live));
  }
});
