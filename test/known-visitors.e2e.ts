import { HousekeepingService } from '../src/database/housekeeping.service.js';
import {
  freshAddress,
  from,
  guess,
  guesses,
  inTurns,
  newcomer,
  signIn,
  statusesOf,
} from './support/guesses.js';
import { PASSWORD } from './support/people.js';
import { useService } from './support/service.js';

const DAY_SECONDS = 86_400;

const service = useService({ LOGIN_LIMIT: '3/1m', TRUST_PROXY: '127.0.0.1' });

afterEach(() => jest.restoreAllMocks());

/** Somebody who has signed in from an address, with a browser that takes cookies. */
async function owner() {
  const [name, home] = [await newcomer(service), freshAddress()];
  const { headers } = await service.post('/login?cookie=true', { name, password: PASSWORD }, from(home));
  const cookies = headers.getSetCookie();
  const setDevice = cookies.find((cookie) => cookie.startsWith('__Host-watchword_device=')) ?? '';
  return { name, home, setDevice, device: setDevice.split(';')[0] as string };
}

/** Guesses from ever new addresses until the account takes no more from strangers. */
async function besiege(name: string): Promise<void> {
  for (let address = 0; address < 10; address++) await guesses(3, [service], name, freshAddress());
  expect((await guess(service, name, freshAddress())).status).toBe(429);
}

const rowsOf = (name: string) =>
  service.rows<{ id: string; user_id: string }>(
    `SELECT k.id, k.user_id FROM known_addresses k JOIN users u ON u.id = k.user_id WHERE u.name = '${name}'`,
  );

describe('while an account is under attack from everywhere', () => {
  it('its owner signs in from a known address', async () => {
    const { name, home } = await owner();
    await besiege(name);

    expect((await signIn(service, name, home)).status).toBe(200);
  });

  it('its owner signs in with a known browser, wherever it is', async () => {
    const { name, device } = await owner();
    await besiege(name);

    expect((await signIn(service, name, freshAddress())).status).toBe(429);
    expect((await signIn(service, name, freshAddress(), device)).status).toBe(200);
  });

  it('it takes strangers again after an hour', async () => {
    const { name } = await owner();
    await besiege(name);

    service.travel(3601);

    expect((await signIn(service, name, freshAddress())).status).toBe(200);
  });

  it('nobody finds out whether it exists', async () => {
    const answers = [];
    for (const name of [await newcomer(service), `nobody-${Date.now()}`]) {
      await besiege(name);
      const { status, body, headers } = await guess(service, name, freshAddress());
      answers.push([status, body, headers.get('ratelimit-policy')]);
    }

    expect(answers[0]).toEqual(answers[1]);
  });

  it('neighbours of its owner cannot use up what the address may', async () => {
    const { name, home } = await owner();
    await inTurns(33, 3, (index) => guess(service, `neighbour-${index}`, home));

    expect((await guess(service, 'one-more', home)).status).toBe(429);
    expect((await signIn(service, name, home)).status).toBe(200);
  });
});

describe('who is known', () => {
  it('may guess no more than others', async () => {
    const { name, home, device } = await owner();

    const answers = [
      await guesses(9, [service], name, home),
      await guesses(9, [service], name, freshAddress(), device),
    ];

    expect(answers.map(statusesOf)).toEqual([
      { 401: 3, 429: 6 },
      { 401: 3, 429: 6 },
    ]);
  });

  it('shares a ceiling of an hour with all others who are known', async () => {
    const { name } = await owner();
    const devices: string[] = [];
    for (let browser = 0; browser < 12; browser++) {
      const signedIn = await service.post(
        '/login?cookie=true',
        { name, password: PASSWORD },
        from(freshAddress()),
      );
      devices.push(signedIn.headers.getSetCookie()[0]?.split(';')[0] as string);
    }

    const answers = await inTurns(devices.length, 2, (index) =>
      guesses(3, [service], name, freshAddress(), devices[index]),
    );

    expect(statusesOf(answers.flat())[401]).toBe(30);
  });

  it('starts anew after a right password', async () => {
    const { name, home } = await owner();
    await guesses(2, [service], name, home);

    const right = await signIn(service, name, home);
    const next = await guess(service, name, home);

    expect([right.status, next.headers.get('ratelimit-remaining')]).toEqual([200, '2']);
  });
});

describe('the device cookie', () => {
  it('is out of reach of scripts and other sites, and only set in cookie mode', async () => {
    const { setDevice, name, home } = await owner();

    expect(setDevice).toMatch(
      /^__Host-watchword_device=[\w.-]+; Max-Age=7776000; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect((await signIn(service, name, home)).headers.getSetCookie()).toEqual([]);
  });

  it.each<[string, (mine: string, other: string) => string]>([
    ['of somebody else', (_, other) => other],
    ['that was changed', (mine) => `${mine.slice(0, -1)}${mine.endsWith('A') ? 'B' : 'A'}`],
    ['without a tag', (mine) => mine.split('.').slice(0, 2).join('.')],
    ['made up', () => '__Host-watchword_device=1.2.3'],
  ])('%s counts for nothing', async (_, forge) => {
    const [mine, other] = [await owner(), await owner()];
    await besiege(mine.name);

    const { status } = await signIn(service, mine.name, freshAddress(), forge(mine.device, other.device));

    expect(status).toBe(429);
  });

  it('counts for 90 days', async () => {
    const { name, device } = await owner();
    service.travel(90 * DAY_SECONDS + 10);
    await besiege(name);

    expect((await signIn(service, name, freshAddress(), device)).status).toBe(429);
  });
});

describe('known addresses', () => {
  it('are kept as hashes, the newest 20 of each user', async () => {
    const name = await newcomer(service);
    for (let address = 0; address < 23; address++) await signIn(service, name, freshAddress());

    const rows = await rowsOf(name);

    expect(rows).toHaveLength(20);
    expect(rows.every(({ id }) => /^[\w-]{24}$/.test(id))).toBe(true);
  });

  it('are one each, also when signed in from many times at once', async () => {
    const { name, home } = await owner();

    const answers = await Promise.all(Array.from({ length: 3 }, () => signIn(service, name, home)));

    expect(statusesOf(answers)).toEqual({ 200: 3 });
    expect(await rowsOf(name)).toHaveLength(1);
  });

  it('are forgotten with the account', async () => {
    const { id, token, password } = await service.person();
    const left = () => service.rows(`SELECT id FROM known_addresses WHERE user_id = '${id}'`);
    expect(await left()).toHaveLength(1);

    await service.delete('/me', { password }, { token });

    expect(await left()).toEqual([]);
  });

  it('are deleted when nobody signs in from them for 90 days', async () => {
    const { name } = await owner();
    const sweep = async () => {
      await service.execute(`DELETE FROM leases WHERE name = 'housekeeping'`);
      await service.app.get(HousekeepingService).runOnce();
      return (await rowsOf(name)).length;
    };

    service.travel(89 * DAY_SECONDS);
    const before = await sweep();
    service.travel(91 * DAY_SECONDS);

    expect([before, await sweep()]).toEqual([1, 0]);
  });
});
