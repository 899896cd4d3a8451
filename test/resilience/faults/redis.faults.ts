import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { useDatabaseServer } from '../../support/faults/database-server.js';
import { Replicas } from '../../support/faults/replicas.js';
import { mariadbIfQuick, seconds, underLoad } from '../../support/faults/scenario.js';
import { TestRedis } from '../../support/redis.js';

useDatabaseServer();
const redis = new TestRedis();
let replicas: Replicas;
beforeAll(async () => {
  await redis.start();
  replicas = await Replicas.start(2, { environment: { REDIS_URL: redis.url } });
});
afterAll(async () => {
  await replicas.stop();
  await redis.kill();
});

async function flush(): Promise<void> {
  const client = new Redis(redis.url);
  await client.flushall();
  client.disconnect();
}

describe('F12: a Redis that is flushed, hangs and dies', () => {
  mariadbIfQuick('fails no request: sign-ins, refreshes and logouts work and take effect', async () => {
    const { violations, acknowledgedDuring } = await underLoad('F12 Redis', replicas, async () => {
      await flush();
      await sleep(seconds(1, 4));
      redis.signal('SIGSTOP');
      await sleep(seconds(3, 10));
      redis.signal('SIGCONT');
      await sleep(seconds(1, 4));
      await redis.kill();
      await sleep(seconds(3, 10));
      await redis.start();
    });

    expect(violations).toEqual([]);
    expect(acknowledgedDuring).toBeGreaterThan(50);
  });
});
