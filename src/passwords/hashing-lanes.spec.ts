import type { Config } from '../config/config.js';
import { SILENT } from '../telemetry/instruments.js';
import { Metrics } from '../telemetry/metrics.js';
import { NoTracing } from '../telemetry/tracing.js';
import { HashingLanes } from './hashing-lanes.js';
import { Overloaded } from './passwords.errors.js';

const lanes = (HASH_LANES: number, HASH_QUEUE_SECONDS: number) =>
  new HashingLanes(
    { BCRYPT_COST: 10, HASH_LANES, HASH_QUEUE_SECONDS } as Config,
    new Metrics(SILENT),
    new NoTracing(),
  );

describe('HashingLanes', () => {
  it('never runs more hashes at once than there are lanes', async () => {
    const queue = lanes(2, 60);
    let running = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
    };

    await Promise.all(Array.from({ length: 20 }, () => queue.run(4, work)));

    expect(most).toBe(2);
  });

  it('refuses a hash that would wait longer than allowed, and says how long', async () => {
    const queue = lanes(1, 0.1);
    const neverEnding = () => new Promise<void>(() => undefined);
    void queue.run(12, neverEnding);

    const refusal = await queue.run(12, neverEnding).catch((error: unknown) => error);

    expect(refusal).toBeInstanceOf(Overloaded);
    expect((refusal as Overloaded).particulars.retryAfter).toBeGreaterThan(0.1);
  });

  it('refuses a request behind more requests than can be hashed in time', () => {
    const queue = lanes(1, 2);

    expect(queue.refusal(1)).toBeUndefined();
    expect(queue.refusal(1000)).toBeInstanceOf(Overloaded);
  });

  it('starts the next hash after a failure', async () => {
    const queue = lanes(1, 60);
    const failing = queue.run(4, () => Promise.reject(new Error('no'))).catch(() => 'failed');

    expect(await Promise.all([failing, queue.run(4, async () => 'done')])).toEqual(['failed', 'done']);
  });

  it('frees a lane when its hash has ended', async () => {
    const queue = lanes(1, 0.1);
    await queue.run(10, async () => undefined);

    expect(queue.waitSeconds()).toBe(0);
  });
});

describe('the share of known clients', () => {
  const tick = () => new Promise((resolve) => setImmediate(resolve));

  it('goes first, but leaves every fourth turn to strangers', async () => {
    const queue = lanes(1, 60);
    const order: string[] = [];
    const ask = (who: string, isKnown: boolean) =>
      queue.run(
        4,
        async () => {
          order.push(who);
          await tick();
        },
        isKnown,
      );
    const all = [ask('first', false), ask('stranger', false), ask('stranger', false)];
    for (let hash = 0; hash < 5; hash++) all.push(ask('known', true));

    await Promise.all(all);

    expect(order.join(' ')).toBe('first known known known stranger known known stranger');
  });

  it('cannot be used up by strangers, and is limited', async () => {
    const queue = lanes(1, 0.2);
    const neverEnding = () => new Promise<void>(() => undefined);
    void queue.run(12, neverEnding);
    void queue.run(12, neverEnding).catch(() => undefined);

    expect(queue.refusal()).toBeInstanceOf(Overloaded);
    void queue.run(12, neverEnding, true);
    const refusal = await queue.run(12, neverEnding, true).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Overloaded);
  });

  it('makes a known client wait like a stranger when the difference must not be visible', async () => {
    const queue = lanes(1, 60);
    let isDone = false;
    const running = queue.run(4, tick).then(() => (isDone = true));

    await queue.turn();

    expect(isDone).toBe(true);
    await running;
  });
});
