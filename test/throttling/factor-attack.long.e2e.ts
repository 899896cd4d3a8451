import { Clock } from '../../src/common/clock.js';
import { type PersonWithTotp, personWithTotp, travel } from '../support/factors.js';
import { freshAddress, from, inTurns } from '../support/guesses.js';
import { addPasskey, signInAlone } from '../support/passkeys.js';
import { PASSWORD } from '../support/people.js';
import { useService } from '../support/service.js';

/** Number of guesses. LONG=1 sends 10,000. */
const GUESSES = process.env.LONG ? 10_000 : 1000;
const OF_CHALLENGE = 25;
const AT_ONCE = 10;
const OF_ACCOUNT = 20;
const WRONG = '000000';

const service = useService({ TRUST_PROXY: '127.0.0.1' });
afterEach(() => jest.restoreAllMocks());

const challengeOf = async ({ name }: PersonWithTotp) =>
  (await service.post('/login', { name, password: PASSWORD })).body.challenge as string;

/** Guesses codes as an attacker who knows the password. Returns how many were checked. */
async function attack(person: PersonWithTotp, amount: number, perChallenge: number): Promise<number> {
  const challenges = await inTurns(Math.ceil(amount / perChallenge), AT_ONCE, () => challengeOf(person));
  const codes = await inTurns(amount, AT_ONCE, async (index) => {
    const challenge = challenges[Math.floor(index / perChallenge)];
    const { body } = await service.post('/login/totp', { challenge, code: WRONG }, from(freshAddress()));
    return body.code as string;
  });
  const expected = ['invalid_code', 'invalid_challenge', 'rate_limited'];
  expect(codes.filter((code) => !expected.includes(code))).toEqual([]);
  return codes.filter((code) => code === 'invalid_code').length;
}

describe(`${GUESSES} guesses at the codes of one account by an attacker who knows the password`, () => {
  // A slow machine makes no difference while the clock stands still.
  const stopClock = () => {
    const now = new Date();
    jest.spyOn(service.app.get(Clock), 'now').mockReturnValue(now);
  };

  it('are checked five times with one challenge', async () => {
    const person = await personWithTotp(service);
    stopClock();

    expect(await attack(person, GUESSES, GUESSES)).toBe(5);
  });

  it('are checked twenty times an hour with new challenges from new addresses', async () => {
    const person = await personWithTotp(service);
    stopClock();

    const first = await attack(person, GUESSES / 2, OF_CHALLENGE);
    travel(service, 3_600_000);
    const second = await attack(person, GUESSES / 2, OF_CHALLENGE);

    expect([first, second]).toEqual([OF_ACCOUNT, OF_ACCOUNT]);
  });

  it('do not keep its owner from signing in by a passkey, alone or as the second factor, or by a recovery code', async () => {
    const person = await personWithTotp(service);
    const { key } = await addPasskey(service, person);
    stopClock();
    await attack(person, 50, OF_CHALLENGE / 5);

    const [challenge, second] = [await challengeOf(person), await challengeOf(person)];
    const { publicKey } = (await service.post('/login/passkey/options', { challenge })).body;
    const answers = [
      await service.post('/login/totp', { challenge, code: person.app.shows(1) }),
      await service.post('/login/passkey', { challenge, credential: key.sign(publicKey) }),
      await signInAlone(service, key),
      await service.post('/login/recovery-code', { challenge: second, code: person.recoveryCodes[0] }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([429, 200, 200, 200]);
  });
});
