import { setTimeout as sleep } from 'node:timers/promises';
import { useDatabaseServer } from '../../support/faults/database-server.js';
import { Replicas } from '../../support/faults/replicas.js';
import { mariadbIfQuick, mysqlIfQuick, seconds, underLoad } from '../../support/faults/scenario.js';
import { FaultProxy } from '../../support/fault-proxy.js';
import { freshName, makePerson, PASSWORD } from '../../support/people.js';

const WRITES_PER_LOSS = 10;

useDatabaseServer();
let proxy: FaultProxy;
let replicas: Replicas;
beforeAll(async () => {
  const route = (url: string) => (proxy = new FaultProxy(new URL(url))).start();
  replicas = await Replicas.start(2, { route });
});
afterEach(() => proxy.heal());
afterAll(async () => {
  await replicas.stop();
  await proxy.stop();
});

describe('F15: when the response to a commit is lost', () => {
  mysqlIfQuick('a repeated refresh gets one successor, which works', async () => {
    const { refreshToken } = await makePerson(replicas.at(0), {});
    const refresh = (token: string) => replicas.at(0).post('/refresh', { refreshToken: token });
    proxy.loseOneAnswerIn(1);
    const lost = await refresh(refreshToken);
    proxy.heal();

    const answers = [await refresh(refreshToken), await refresh(refreshToken)];
    const next = await refresh(answers[0]!.body.refreshToken);

    expect(lost.status).toBe(503);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(answers[0]!.body.refreshToken).toBe(answers[1]!.body.refreshToken);
    expect(next.status).toBe(200);
  });

  mariadbIfQuick('an account that is registered again exists and can sign in', async () => {
    const account = { name: freshName(), password: PASSWORD };
    proxy.loseOneAnswerIn(1);
    const lost = await replicas.at(0).post('/register', account);
    proxy.heal();

    const again = await replicas.at(0).post('/register', account);
    const login = await replicas.at(0).post('/login', account);

    expect([lost.status, again.status, login.status]).toEqual([503, 409, 200]);
    expect(again.body.code).toBe('name_taken');
  });

  it('now and then under load, all promises hold', async () => {
    const before = proxy.lostAnswers;
    const { violations } = await underLoad('F15 lost answers', replicas, async () => {
      proxy.loseOneAnswerIn(WRITES_PER_LOSS);
      await sleep(seconds(6, 30));
      proxy.heal();
    });

    expect(violations).toEqual([]);
    expect(proxy.lostAnswers - before).toBeGreaterThan(3);
  });
});
