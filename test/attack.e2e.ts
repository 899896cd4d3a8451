import { guess, inTurns, statusesOf } from './support/guesses.js';
import { makePerson, type Person } from './support/people.js';
import { useService } from './support/service.js';

/** LONG=1 sends all 10,000, and prints what came of them. */
const GUESSES = process.env.LONG ? 10_000 : 600;
const AT_ONCE = 20;

const service = useService({ LOGIN_LIMIT: '10/1m', TRUST_PROXY: '127.0.0.1' });

const report = (line: string) => process.env.LONG && process.stderr.write(`${line}\n`);
const addressOf = (index: number) => `198.${18 + (index >> 8)}.${index & 255}.1`;

/** Sends all guesses at one person's account, spread over so many addresses, and answers how many were looked at. */
async function attack(owner: Person, addresses: number) {
  const answers = await inTurns(GUESSES, AT_ONCE, (index) =>
    guess(service, owner.name, addressOf(index % addresses)),
  );
  const { 401: looked = 0, ...others } = statusesOf(answers);
  expect(others).toEqual({ 429: GUESSES - looked });
  return looked;
}

describe(`${GUESSES} wrong passwords for one account`, () => {
  it.each([
    [1, 10],
    [100, 100],
    [1000, 100],
  ])(
    'from %i addresses: at most %i are looked at in a minute, and the owner signs in',
    async (addresses, most) => {
      const owner = await makePerson(service, {}); // from 127.0.0.1

      const looked = await attack(owner, addresses);
      const { status } = await service.post('/login', owner);

      report(`${GUESSES} guesses from ${addresses} addresses: ${looked} looked at; the owner got ${status}`);
      expect([looked, status]).toEqual([most, 200]);
    },
    240_000,
  );
});
