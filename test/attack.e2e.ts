import { Clock } from '../src/common/clock.js';
import { guess, inTurns, statusesOf } from './support/guesses.js';
import { makePerson, PASSWORD } from './support/people.js';
import { useService } from './support/service.js';

/** LONG=1 sends all 10,000 from each number of addresses. */
const GUESSES = process.env.LONG ? 10_000 : 600;
const AT_ONCE = 10;
const LONGEST_MILLISECONDS = 1_800_000;

const service = useService({ LOGIN_LIMIT: '10/1m', TRUST_PROXY: '127.0.0.1' });
afterEach(() => jest.restoreAllMocks());

const addressOf = (index: number) => `198.${18 + (index >> 8)}.${index & 255}.1`;

/** Sends all guesses at a name, from so many addresses in turn, and answers how many were looked at. */
async function attack(name: string, addresses: number): Promise<number> {
  const answers = await inTurns(GUESSES, AT_ONCE, (index) =>
    guess(service, name, addressOf(index % addresses)),
  );
  const { 401: looked = 0, ...others } = statusesOf(answers);
  expect(others).toEqual({ 429: GUESSES - looked });
  return looked;
}

describe(`${GUESSES} wrong passwords for one account at the same moment`, () => {
  // The owner's first sign-in was a stranger's, and counts among the hundred.
  it.each([
    [1, 10],
    [100, 99],
    [1000, 99],
  ])(
    'from %i addresses: %i are looked at, and the owner signs in from a known address',
    async (addresses, expected) => {
      const { name } = await makePerson(service, {}); // from 127.0.0.1
      jest.spyOn(service.app.get(Clock), 'now').mockReturnValue(new Date()); // however slow this machine is

      const looked = await attack(name, addresses);
      const { status } = await service.post('/login', { name, password: PASSWORD });

      expect([looked, status]).toEqual([expected, 200]);
    },
    LONGEST_MILLISECONDS,
  );
});
