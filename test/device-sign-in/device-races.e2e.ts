import { setTimeout as sleep } from 'node:timers/promises';
import { type FreshDatabase, freshDatabase, isSqlite, onServers } from '../support/database.js';
import { authorize, browserOf, makeDeviceClient, poll, typeCode } from '../support/devices.js';
import type { Person } from '../support/people.js';
import type { Credentials } from '../support/service-clients.js';
import { Service } from '../support/service.js';

/** On SQLite there is one replica, and its writes take turns. */
const ROUNDS = 24;

let database: FreshDatabase;
let replicas: [Service, Service];
let admin: Person;
let client: Credentials;
beforeAll(async () => {
  if (isSqlite()) return;
  database = await freshDatabase();
  replicas = [await new Service({}, database).start(), await new Service({}, database).start()];
  admin = await replicas[0].admin();
  client = await makeDeviceClient(replicas[0]);
});
afterAll(async () => {
  if (isSqlite()) return;
  for (const replica of replicas) await replica.stop();
  await database.drop();
});

onServers().each([
  ['an admin', ({ id }: Person) => replicas[1].delete(`/users/${id}/sessions`, undefined, admin)],
  ['the user', ({ token }: Person) => replicas[1].delete('/sessions', undefined, { token })],
])('when %s ends all sessions while a device is allowed, the device gets no session', async (_, endAll) => {
  const [one] = replicas;
  for (let round = 0; round < ROUNDS; round++) {
    const person = await one.person();
    const [browser, { body: codes }] = [await browserOf(one, person), await authorize(one, client)];
    const page = await typeCode(browser, codes.user_code);

    const [, ended] = await Promise.all([
      sleep(Math.random() * 6).then(() => browser.press(page, { decision: 'allow' })),
      sleep(Math.random() * 10).then(() => endAll(person)),
    ]);

    expect(ended.status).toBe(204);
    const { body } = await poll(one, client, codes);
    expect(['access_denied', 'authorization_pending']).toContain(body.error);
  }
});
