import { Clock } from '../src/common/clock.js';
import { guess, inTurns, statusesOf } from './support/guesses.js';
import { makePerson, PASSWORD, type Person } from './support/people.js';
import { useService } from './support/service.js';

/** LONG=1 sends all 10,000, at once and over a day, and prints what came of them. */
const isLong = process.env.LONG !== undefined;
const GUESSES = isLong ? 10_000 : 600;
const AT_ONCE = 10;
const DAY_SECONDS = 86_400;
const LONGEST_MILLISECONDS = 600_000;

const service = useService({ LOGIN_LIMIT: '10/1m', TRUST_PROXY: '127.0.0.1' });
afterEach(() => jest.restoreAllMocks());

const addressOf = (index: number) => `198.${18 + (index >> 8)}.${index & 255}.1`;

/** Sends all guesses at a person's account, from so many addresses in turn, and answers how many were looked at. */
async function attack({ name }: Person, addresses: number, seconds: number): Promise<number> {
  const clock = jest.spyOn(service.app.get(Clock), 'now');
  const begin = Date.now();
  const answers = await inTurns(GUESSES, AT_ONCE, (index) => {
    clock.mockReturnValue(new Date(begin + (1000 * seconds * index) / GUESSES));
    return guess(service, name, addressOf(index % addresses));
  });
  const { 401: looked = 0, ...others } = statusesOf(answers);
  expect(others).toEqual({ 429: GUESSES - looked });
  return looked;
}

/** Attacks somebody who has signed in from 127.0.0.1, and signs in from there. */
async function siege(addresses: number, seconds: number): Promise<{ looked: number; status: number }> {
  const owner = await makePerson(service, {});
  const looked = await attack(owner, addresses, seconds);
  const { status } = await service.post('/login', { name: owner.name, password: PASSWORD });
  if (isLong) {
    const line = `${GUESSES} guesses from ${addresses} addresses in ${seconds} s: ${looked} looked at, owner ${status}`;
    process.stderr.write(`${line}\n`);
  }
  return { looked, status };
}

describe(`${GUESSES} wrong passwords for one account`, () => {
  // The owner's first sign-in was a stranger's, and counts among the hundred.
  it.each([
    [1, 10],
    [100, 99],
    [1000, 99],
  ])(
    'at once from %i addresses: %i are looked at, and the owner signs in',
    async (addresses, expected) => {
      expect(await siege(addresses, 0)).toEqual({ looked: expected, status: 200 });
    },
    LONGEST_MILLISECONDS,
  );

  (isLong ? it : it.skip).each([1, 100, 1000])(
    'over a day from %i addresses: at most a hundred an hour are looked at, and the owner signs in',
    async (addresses) => {
      const { looked, status } = await siege(addresses, DAY_SECONDS);

      expect(looked).toBeLessThanOrEqual(24 * 100);
      expect(status).toBe(200);
    },
    LONGEST_MILLISECONDS,
  );
});
