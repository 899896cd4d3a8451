import { Clock } from '../../src/common/clock.js';
import { freshAddress, guess, inTurns, newcomer, signIn, statusesOf } from '../support/guesses.js';
import { PASSWORD } from '../support/people.js';
import { prove, solved } from '../support/proofs.js';
import { useService } from '../support/service.js';

/**
 * LONG=1 sends 10,000 guesses for each number of addresses. It takes long, because all guesses are counted one after
 * the other in one row of the account, and each waits for the disk.
 */
const GUESSES = process.env.LONG ? 10_000 : 300;
const AT_ONCE = 10;
const MAX_MS = 1_800_000;

const service = useService({ LOGIN_LIMIT: '10/1m', TRUST_PROXY: '127.0.0.1' });
afterEach(() => jest.restoreAllMocks());

const addressOf = (index: number) => `198.${18 + (index >> 8)}.${index & 255}.1`;

/** Sends all guesses for a name, from `addresses` addresses in turn. Returns how many passwords were checked. */
async function attack(name: string, addresses: number): Promise<number> {
  const answers = await inTurns(GUESSES, AT_ONCE, (index) =>
    guess(service, name, addressOf(index % addresses)),
  );
  const { 401: looked = 0, ...others } = statusesOf(answers);
  expect(others).toEqual({ 429: GUESSES - looked });
  return looked;
}

describe(`${GUESSES} wrong passwords for one account at the same moment`, () => {
  // The owner's first sign-in came from an unknown address, so it is one of the hundred attempts of strangers.
  it.each([
    [1, 10],
    [100, 99],
    [GUESSES, 99],
  ])(
    'from %i addresses: %i are checked, and the owner can sign in from a known address, and from a new one with a proof',
    async (addresses, expected) => {
      const name = await newcomer(service);
      await service.post('/login', { name, password: PASSWORD }); // from 127.0.0.1
      jest.spyOn(service.app.get(Clock), 'now').mockReturnValue(new Date()); // so that a slow machine makes no difference

      const looked = await attack(name, addresses);
      const { status } = await service.post('/login', { name, password: PASSWORD });
      const first = await signIn(service, name, freshAddress());
      const { challenge } = first.body;
      const second = challenge ? await prove(service, name, freshAddress(), await solved(challenge)) : first;

      expect([looked, status, second.status]).toEqual([expected, 200, 200]);
    },
    MAX_MS,
  );
});
