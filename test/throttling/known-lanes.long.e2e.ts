import { setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { HashingLanes } from '../../src/passwords/hashing-lanes.js';
import { freshAddress, from, guess, newcomer, signIn } from '../support/guesses.js';
import { PASSWORD } from '../support/people.js';
import { useService } from '../support/service.js';

const ATTEMPTS = 6;
const JUNK_AT_ONCE = 40;
const HASH_MS = 125;

/** One lane and slow hashes, so that a few strangers fill it. */
const SETTINGS = {
  HASH_LANES: '1',
  HASH_QUEUE_SECONDS: '2',
  LOGIN_LIMIT: '1000/1m',
  TRUST_PROXY: '127.0.0.1',
};

/** Hashes wait instead of calculating: they take as long on every machine, and leave its processor to the requests. */
function slowHashes(app: NestFastifyApplication): void {
  const lanes = app.get(HashingLanes);
  const run = lanes.run.bind(lanes);
  jest
    .spyOn(lanes, 'run')
    .mockImplementation((cost, work, isKnown) => run(cost, () => sleep(HASH_MS).then(work), isKnown));
}

const service = useService(SETTINGS, slowHashes);

/**
 * Sends junk during the work, half of it from one address and half from always new ones: more than the lane can hash
 * and its queue can hold, but less per second than one address may send past a full queue. A refusal takes half a
 * second. The work begins when the queue is full.
 */
async function underJunk<T>(home: string, work: () => Promise<T>): Promise<T> {
  const [full, over] = [new AbortController(), new AbortController()];
  const one = async (index: number) => {
    while (!over.signal.aborted) {
      const { status } = await guess(service, `junk-${Math.random()}`, index % 2 ? home : freshAddress());
      if (status === 503) full.abort();
    }
  };
  const junk = Promise.all(Array.from({ length: JUNK_AT_ONCE }, (_, index) => one(index)));
  while (!full.signal.aborted) await sleep(10);
  const result = await work();
  over.abort();
  await junk;
  return result;
}

/** Pauses before each request: otherwise it would take the place in the queue that its previous hash has just freed. */
async function inARow(ask: () => ReturnType<typeof signIn>) {
  const answers = [];
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    await sleep(2 * HASH_MS);
    answers.push(await ask());
  }
  return answers.map(({ status, body }) => `${status} ${body.code ?? body.msg}`);
}

/** Creates a user who has signed in from an address. Returns the name and the cookie of the browser. */
async function acquaintance(address: string) {
  const name = await newcomer(service);
  const { headers } = await service.post('/login?cookie=true', { name, password: PASSWORD }, from(address));
  const cookies = headers.getSetCookie().map((cookie) => cookie.split(';')[0] as string);
  return { name, device: cookies.find((cookie) => cookie.includes('_device=')) };
}

describe('while junk requests fill the hashing lanes', () => {
  const home = freshAddress();
  let [atHome, withBrowser, asStranger]: string[][] = [];

  beforeAll(async () => {
    const [neighbour, traveller] = [await acquaintance(home), await acquaintance(freshAddress())];
    const forged = '__Host-watchword_device=1790000000.AAAAAAAAAAAAAAAAAAAAAAAA.AAAA';
    [atHome, withBrowser, asStranger] = await underJunk(home, () =>
      Promise.all([
        inARow(() => signIn(service, neighbour.name, home)),
        inARow(() => signIn(service, traveller.name, freshAddress(), traveller.device)),
        inARow(() => guess(service, traveller.name, freshAddress(), forged)),
      ]),
    );
  });

  it('an owner can sign in from a known address, even if the junk comes from there', () => {
    expect(atHome).toEqual(Array(ATTEMPTS).fill('200 ok'));
  });

  it('an owner can sign in with a known browser from anywhere', () => {
    expect(withBrowser).toEqual(Array(ATTEMPTS).fill('200 ok'));
  });

  it('a stranger also gets 503 with the name of a known user and a forged cookie', () => {
    expect(asStranger?.filter((answer) => answer === '503 overloaded').length).toBeGreaterThan(0);
  });
});
