import type { Answer, Client } from './support/client.js';
import { PASSWORD } from './support/people.js';
import { expectProblem } from './support/problems.js';
import { useService } from './support/service.js';

const LIMITS = {
  LOGIN_LIMIT: '10/1m',
  REGISTER_LIMIT: 'off',
  REFRESH_LIMIT: 'off',
  TRUST_PROXY: '127.0.0.1',
};
const service = useService(LIMITS);

let addresses = 0;
/** An address that no other test uses. */
const freshAddress = () => `203.0.${Math.floor(++addresses / 250)}.${(addresses % 250) + 1}`;
const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });

const signIn = (name: string, address: string, password = PASSWORD, client: Client = service) =>
  client.post('/login', { name, password }, from(address));
const guess = (name: string, address: string) => signIn(name, address, 'a wrong password');

/** So many guesses at once, and how many of them were looked at. */
async function guesses(amount: number, name: string, address: string): Promise<number> {
  const answers = await Promise.all(Array.from({ length: amount }, () => guess(name, address)));
  return answers.filter(({ status }) => status === 401).length;
}
const limitHeaders = ({ headers }: Answer) =>
  ['limit', 'remaining', 'reset', 'policy'].map((name) => headers.get(`ratelimit-${name}`));

/** Somebody who has an account and never signed in. */
async function stranger(): Promise<string> {
  const name = `stranger-${++addresses}`;
  expect((await service.post('/register', { name, password: PASSWORD })).status).toBe(201);
  return name;
}

afterEach(() => jest.restoreAllMocks());

describe('LOGIN_LIMIT', () => {
  it('lets ten of a hundred guesses at once be looked at, and refuses the rest', async () => {
    expect(await guesses(100, await stranger(), freshAddress())).toBe(10);
  });

  it('refuses the right password too, with Retry-After, and takes it when the time is over', async () => {
    const [name, address] = [await stranger(), freshAddress()];
    await guesses(10, name, address);

    const refused = await signIn(name, address);
    service.travel(61);

    expectProblem(refused, 429, 'rate_limited');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(50);
    expect((await signIn(name, address)).status).toBe(200);
  });

  it('says the same of somebody and nobody', async () => {
    const answers = [];
    for (const name of [await stranger(), 'nobody-at-all']) {
      const address = freshAddress();
      const seen = [];
      for (let attempt = 0; attempt < 12; attempt++) {
        const answer = await guess(name, address);
        const [limit, remaining, , policy] = limitHeaders(answer);
        seen.push({ status: answer.status, body: answer.body, limit, remaining, policy });
      }
      answers.push(seen);
    }

    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.map(({ status }) => status)).toEqual([...Array<number>(10).fill(401), 429, 429]);
    expect(answers[0]?.map(({ remaining }) => remaining).join('')).toBe('987654321000');
  });
});
