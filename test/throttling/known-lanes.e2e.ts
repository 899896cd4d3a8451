import { setTimeout as sleep } from 'node:timers/promises';
import { freshAddress, from, guess, newcomer, signIn } from '../support/guesses.js';
import { PASSWORD } from '../support/people.js';
import { useService } from '../support/service.js';

const ATTEMPTS = 12;
const PAUSE_MS = 500;

/** One lane and slow hashes, so that a few strangers fill it. */
const service = useService({
  BCRYPT_COST: '12',
  HASH_LANES: '1',
  HASH_QUEUE_SECONDS: '2',
  LOGIN_LIMIT: '1000/1m',
  TRUST_PROXY: '127.0.0.1',
});

/**
 * Sends junk during the work, from one address or always new ones: more than the lane can hash and its queue can hold,
 * but less per second than one address may send past a full queue.
 */
async function underJunk<T>(address: () => string, work: () => Promise<T>): Promise<T> {
  let isOver = false;
  const one = async () => {
    while (!isOver) {
      await guess(service, `junk-${Math.random()}`, address());
      await sleep(PAUSE_MS);
    }
  };
  const junk = Promise.all(Array.from({ length: 24 }, one));
  const result = await work();
  isOver = true;
  await junk;
  return result;
}

/** Pauses before each request: otherwise it would take the place in the queue that its previous hash has just freed. */
async function inARow(ask: () => ReturnType<typeof signIn>) {
  const answers = [];
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    await sleep(PAUSE_MS);
    answers.push(await ask());
  }
  return answers.map(({ status, body }) => `${status} ${body.code ?? body.msg}`);
}

describe('while junk fills the hashing lanes', () => {
  it('an owner can sign in from a known address, even if the junk comes from there', async () => {
    const [name, home] = [await newcomer(service), freshAddress()];
    await signIn(service, name, home);

    const seen = await underJunk(
      () => home,
      () => inARow(() => signIn(service, name, home)),
    );

    expect(seen).toEqual(Array(ATTEMPTS).fill('200 ok'));
  });

  it('an owner can sign in with a known browser from anywhere', async () => {
    const name = await newcomer(service);
    const first = await service.post(
      '/login?cookie=true',
      { name, password: PASSWORD },
      from(freshAddress()),
    );
    const cookies = first.headers.getSetCookie().map((cookie) => cookie.split(';')[0] as string);
    const device = cookies.find((cookie) => cookie.includes('_device='));

    const seen = await underJunk(freshAddress, () =>
      inARow(() => signIn(service, name, freshAddress(), device)),
    );

    expect(seen).toEqual(Array(ATTEMPTS).fill('200 ok'));
  });

  it('a stranger gets no share with the name of a known user or a forged cookie', async () => {
    const name = await newcomer(service);
    const made = '__Host-watchword_device=1790000000.AAAAAAAAAAAAAAAAAAAAAAAA.AAAA';

    const seen = await underJunk(freshAddress, () =>
      inARow(() => guess(service, name, freshAddress(), made)),
    );

    const refused = seen.filter((answer) => answer === '503 overloaded');
    expect(refused.length).toBeGreaterThan(0);
  });
});
