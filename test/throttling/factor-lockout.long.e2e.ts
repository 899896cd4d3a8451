import { Browser } from '../support/browser.js';
import { type PersonWithTotp, personWithTotp } from '../support/factors.js';
import { freshAddress, from } from '../support/guesses.js';
import { PASSWORD } from '../support/people.js';
import { useService } from '../support/service.js';

const OF_ACCOUNT = 20;
const OF_CHALLENGE = 5;
const WRONG = '000000';

const service = useService({ TRUST_PROXY: '127.0.0.1', LOGIN_LIMIT: '100/1m' });
afterEach(() => jest.restoreAllMocks());

type Sender = Pick<Browser, 'post'>;

const challengeOf = async (sender: Sender, { name }: PersonWithTotp) =>
  (await sender.post('/login?cookie=true', { name, password: PASSWORD }, from(freshAddress()))).body
    .challenge;

/** Signs in with this code. Returns the status. */
async function signIn(sender: Sender, person: PersonWithTotp, code: string): Promise<number> {
  const challenge = await challengeOf(sender, person);
  return (await sender.post('/login/totp?cookie=true', { challenge, code }, from(freshAddress()))).status;
}

/** Sends more wrong codes than are checked in an hour. Returns how many were checked. */
async function guess(sender: Sender, person: PersonWithTotp): Promise<number> {
  let looked = 0;
  for (let challenges = 0; challenges <= OF_ACCOUNT / OF_CHALLENGE; challenges++) {
    const challenge = await challengeOf(sender, person);
    for (let attempts = 0; attempts < OF_CHALLENGE; attempts++) {
      const proof = { challenge, code: WRONG };
      const { status } = await sender.post('/login/totp?cookie=true', proof, from(freshAddress()));
      if (status === 401) looked++;
    }
  }
  return looked;
}

/** Creates a user who has signed in in a browser. */
async function atHome() {
  const person = await personWithTotp(service);
  const browser = new Browser(service);
  expect(await signIn(browser, person, person.app.next())).toBe(200);
  return { person, browser };
}

describe('guesses at codes by an attacker who knows the password', () => {
  it('block unknown browsers, even with the correct code, but not the owner in a known browser', async () => {
    const { person, browser } = await atHome();

    expect(await guess(new Browser(service), person)).toBe(OF_ACCOUNT);

    expect(await signIn(new Browser(service), person, person.app.next())).toBe(429);
    expect(await signIn(browser, person, person.app.next())).toBe(200);
  });

  it('are also limited in a known browser, separately from unknown browsers', async () => {
    const { person, browser } = await atHome();

    expect(await guess(browser, person)).toBe(OF_ACCOUNT);

    expect(await signIn(browser, person, person.app.next())).toBe(429);
    expect(await signIn(new Browser(service), person, person.app.next())).toBe(200);
  });

  it('also block a browser that only another account knows', async () => {
    const [{ person }, { browser: other }] = [await atHome(), await atHome()];

    await guess(new Browser(service), person);

    expect(await signIn(other, person, person.app.next())).toBe(429);
  });
});
