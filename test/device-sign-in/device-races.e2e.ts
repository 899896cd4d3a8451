import { setTimeout as sleep } from 'node:timers/promises';
import { onServers } from '../support/database.js';
import { authorize, browserOf, makeDeviceClient, poll, typeCode } from '../support/devices.js';
import type { Person } from '../support/people.js';
import { useReplicas } from '../support/replicas.js';

const ROUNDS = 24;

const replicas = useReplicas();

onServers().each([
  [
    'an admin',
    ({ id }: Person, admin: Person) => replicas.other.delete(`/users/${id}/sessions`, undefined, admin),
  ],
  ['the user', ({ token }: Person) => replicas.other.delete('/sessions', undefined, { token })],
])('when %s ends all sessions while a device is allowed, the device gets no session', async (_, endAll) => {
  const { one } = replicas;
  const [admin, client] = [await one.admin(), await makeDeviceClient(one)];
  for (let round = 0; round < ROUNDS; round++) {
    const person = await one.person();
    const [browser, { body: codes }] = [await browserOf(one, person), await authorize(one, client)];
    const page = await typeCode(browser, codes.user_code);

    const [, ended] = await Promise.all([
      sleep(Math.random() * 6).then(() => browser.press(page, { decision: 'allow' })),
      sleep(Math.random() * 10).then(() => endAll(person, admin)),
    ]);

    expect(ended.status).toBe(204);
    const { body } = await poll(one, client, codes);
    expect(['access_denied', 'authorization_pending']).toContain(body.error);
  }
});
