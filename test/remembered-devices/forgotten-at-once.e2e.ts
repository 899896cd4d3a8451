import { setTimeout as sleep } from 'node:timers/promises';
import { Browser } from '../support/browser.js';
import { onServers } from '../support/database.js';
import { addTotp } from '../support/factors.js';
import { remember } from '../support/remembered-devices.js';
import { useReplicas } from '../support/replicas.js';

const ROUNDS = 24;

const replicas = useReplicas({ MFA_REMEMBER: '30d' });

const countOf = async (sql: string) => (await replicas.one.rows(sql)).length;

onServers()(
  'a browser is remembered only if the session of its sign-in survives the simultaneous end of all sessions',
  async () => {
    const { one, other } = replicas;
    const admin = await one.admin();
    for (let round = 0; round < ROUNDS; round++) {
      const person = await one.person();
      const withApp = { ...person, ...(await addTotp(one, person)) };

      await Promise.all([
        remember(new Browser(one), withApp),
        sleep(Math.random() * 30).then(() => other.delete(`/users/${person.id}/sessions`, undefined, admin)),
      ]);

      const live = `SELECT id FROM sessions WHERE user_id = '${person.id}' AND ended_at IS NULL`;
      const remembered = `SELECT id FROM remembered_devices WHERE user_id = '${person.id}'`;
      expect(await countOf(remembered)).toBe(await countOf(live));
    }
  },
);
