import { freshAddress, from, guess, newcomer, statusesOf } from '../support/guesses.js';
import { TestNginx } from '../support/nginx.js';
import { PASSWORD } from '../support/people.js';
import { describeWith } from '../support/programs.js';
import { useService } from '../support/service.js';

const OWNER = '127.0.0.3';

let attackers = 0;
/** Returns a loopback address that no other test uses. */
const freshLoopback = () => `127.0.1.${++attackers}`;

const service = useService({ LOGIN_LIMIT: '10/1m', TRUST_PROXY: '127.0.0.1' });
const nginx = new TestNginx();

/**
 * Sends fifteen guesses from one address through nginx, each with another X-Forwarded-For. Returns how many passwords
 * were checked.
 */
async function looked(
  name: string,
  attacker: string,
  forwardedFor: (index: number) => string | string[] | undefined,
): Promise<number> {
  const statuses = await Promise.all(
    Array.from({ length: 15 }, (_, index) =>
      nginx.post('/login', { name, password: 'a wrong password' }, attacker, forwardedFor(index)),
    ),
  );
  return statuses.filter((status) => status === 401).length;
}

const FORGERIES: [title: string, forwardedFor: (index: number) => string | string[] | undefined][] = [
  ['nothing', () => undefined],
  ['an address each time', (index) => `198.51.100.${index}`],
  ['an IPv6 address each time', (index) => `2001:db8:${index}::1`],
  ["the owner's address", () => OWNER],
  ["the owner's address, and then the proxy's", () => `${OWNER}, 127.0.0.1`],
  ["the proxy's address", () => '127.0.0.1'],
  ['two headers', (index) => [`198.51.100.${index}`, OWNER]],
  ['an address with a port', (index) => `${OWNER}:${index}`],
  ['text', (index) => `me-${index}`],
  ['commas', (index) => ','.repeat(index + 1)],
  ['spaces and quotes', (index) => `"${OWNER}" ${' '.repeat(index)};`],
  ['a long list', (index) => Array.from({ length: 200 }, () => `10.0.0.${index}`).join(', ')],
];

describeWith('nginx')('behind nginx', () => {
  beforeAll(() => nginx.start(service.origin));
  afterAll(() => nginx.stop());

  it.each(FORGERIES)(
    'a client that sends %s as X-Forwarded-For cannot escape its limit or use up that of others',
    async (_, forge) => {
      const name = await newcomer(service);

      expect(await looked(name, freshLoopback(), forge)).toBe(10);
      expect(await nginx.post('/login', { name, password: PASSWORD }, OWNER)).toBe(200);
    },
  );

  it('clients are distinguished by their address', async () => {
    const name = await newcomer(service);
    const attacker = freshLoopback();
    await looked(name, attacker, () => undefined);
    const wrong = { name, password: 'a wrong password' };

    expect(await nginx.post('/login', wrong, attacker)).toBe(429);
    expect(await nginx.post('/login', wrong, freshLoopback())).toBe(401);
  });
});

describe('a proxy that forwards an invalid address', () => {
  it.each(['unknown', '198.51.100.1:4711', '[2001:db8::1]', '999.1.1.1', 'a'.repeat(2000), ' '])(
    'is counted as the client for %.20j',
    async (text) => {
      const name = await newcomer(service);
      const before = await Promise.all(
        Array.from({ length: 10 }, () => service.post('/login', { name, password: 'x' })),
      );

      const answer = await guess(service, name, text);

      expect([statusesOf(before), answer.status]).toEqual([{ 401: 10 }, 429]);
    },
  );
});

describe('X-Forwarded-For from a client that is not a trusted proxy', () => {
  const alone = useService({ LOGIN_LIMIT: '10/1m', TRUST_PROXY: '192.0.2.1' });

  it('is ignored', async () => {
    const answers = await Promise.all(
      Array.from({ length: 15 }, () =>
        alone.post('/login', { name: 'nobody', password: 'x' }, from(freshAddress())),
      ),
    );

    expect(statusesOf(answers)).toEqual({ 401: 10, 429: 5 });
  });
});
