import bcrypt from 'bcrypt';
import { HousekeepingService } from '../../src/database/housekeeping.service.js';
import {
  freshAddress,
  from,
  guess,
  guesses,
  inTurns,
  newcomer,
  signIn,
  statusesOf,
} from '../support/guesses.js';
import { PASSWORD } from '../support/people.js';
import { useService } from '../support/service.js';

const DAY_SECONDS = 86_400;

const service = useService({ LOGIN_LIMIT: '3/1m', TRUST_PROXY: '127.0.0.1' });

afterEach(() => jest.restoreAllMocks());

/** Creates a user who has signed in from an address, with a browser that accepts cookies. */
async function owner() {
  const [name, home] = [await newcomer(service), freshAddress()];
  const { headers } = await service.post('/login?cookie=true', { name, password: PASSWORD }, from(home));
  const cookies = headers.getSetCookie();
  const setDevice = cookies.find((cookie) => cookie.startsWith('__Host-watchword_device=')) ?? '';
  return { name, home, setDevice, device: setDevice.split(';')[0] as string };
}

/** Sends guesses from new addresses until the account refuses strangers. */
async function besiege(name: string): Promise<void> {
  for (let address = 0; address < 10; address++) await guesses(3, [service], name, freshAddress());
  expect((await guess(service, name, freshAddress())).status).toBe(429);
}

/** Returns the rows of a user: one for each address, and one for each device name. */
const rowsOf = (name: string) =>
  service.rows<{ id: string; user_id: string }>(
    `SELECT k.id, k.user_id FROM known_addresses k JOIN users u ON u.id = k.user_id WHERE u.name = '${name}'`,
  );

describe('while an account is under attack from everywhere', () => {
  it('its owner can sign in from a known address', async () => {
    const { name, home } = await owner();
    await besiege(name);

    expect((await signIn(service, name, home)).status).toBe(200);
  });

  it('its owner can sign in with a known browser from any address', async () => {
    const { name, device } = await owner();
    await besiege(name);

    expect((await signIn(service, name, freshAddress())).status).toBe(429);
    expect((await signIn(service, name, freshAddress(), device)).status).toBe(200);
  });

  it('it accepts strangers again after an hour', async () => {
    const { name } = await owner();
    await besiege(name);

    service.travel(3601);

    expect((await signIn(service, name, freshAddress())).status).toBe(200);
  });

  it('responses do not reveal whether it exists', async () => {
    const answers = [];
    for (const name of [await newcomer(service), `nobody-${Date.now()}`]) {
      await besiege(name);
      const { status, body, headers } = await guess(service, name, freshAddress());
      const { challenge, ...rest } = body;
      answers.push([status, rest, Object.keys(challenge.parameters), headers.get('ratelimit-policy')]);
    }

    expect(answers[0]).toEqual(answers[1]);
  });

  it('neighbours of its owner cannot use up the attempts of the known address', async () => {
    const { name, home } = await owner();
    await inTurns(33, 3, (index) => guess(service, `neighbour-${index}`, home));

    expect((await guess(service, 'one-more', home)).status).toBe(429);
    expect((await signIn(service, name, home)).status).toBe(200);
  });
});

describe('a change of the password', () => {
  it('makes all addresses and browsers unknown, in the same transaction', async () => {
    const { name, home, device } = await owner();
    const { body } = await signIn(service, name, home);
    const change = { currentPassword: PASSWORD, newPassword: 'lanterns over quiet water' };

    await service.execute('ALTER TABLE revocations RENAME TO revocations_away');
    const undone = await service.post('/me/password', change, { token: body.token });
    await service.execute('ALTER TABLE revocations_away RENAME TO revocations');
    expect([undone.status, (await rowsOf(name)).length]).toEqual([500, 2]);
    expect((await service.post('/me/password', change, { token: body.token })).status).toBe(204);
    expect(await rowsOf(name)).toEqual([]);
    await besiege(name);

    const right = { name, password: change.newPassword };
    const answers = [
      await service.post('/login', right, from(home)),
      await service.post('/login', right, from(freshAddress(), device)),
    ];
    expect(answers.map(({ body: { code } }) => code)).toEqual(['proof_required', 'proof_required']);
  });

  it('keeps browsers known when only the hash is replaced', async () => {
    const { name, device } = await owner();
    await service.execute(
      `UPDATE users SET password_hash = '${await bcrypt.hash(PASSWORD, 4)}' WHERE name = '${name}'`,
    );
    await signIn(service, name, freshAddress(), device);
    await besiege(name);

    expect((await signIn(service, name, freshAddress(), device)).status).toBe(200);
  });
});

describe('from a shared address', () => {
  it('wrong passwords do not reveal who has signed in from there', async () => {
    const { name, home } = await owner();
    await inTurns(30, 3, (index) => guess(service, `neighbour-${index}`, home));

    const seen = [];
    for (const tried of [name, 'nobody-here', name, 'nobody-here'])
      for (let attempt = 0; attempt < 5; attempt++) {
        const { status, body, headers } = await guess(service, tried, home);
        seen.push([status, body, headers.get('ratelimit-policy'), headers.get('ratelimit-remaining')]);
      }

    expect(seen).toEqual(Array(20).fill(seen[0]));
    expect(seen[0]?.[0]).toBe(429);
    service.travel(61);
    const later = [await guess(service, name, home), await guess(service, 'nobody-here', home)];
    expect(later.map(({ headers }) => headers.get('ratelimit-remaining'))).toEqual(['2', '2']);
  });

  it('an attack on an account from elsewhere does not reveal who has signed in from there', async () => {
    const [{ name, home }, other] = [await owner(), await newcomer(service)];
    await besiege(name);
    await besiege(other);

    const answers = [await guess(service, name, home), await guess(service, other, home)];

    expect(answers.map(({ body: { code } }) => code)).toEqual(['proof_required', 'proof_required']);
  });

  it('a refusal takes at least 50 ms, whether or not a password was checked', async () => {
    const { name, home } = await owner();
    await inTurns(33, 3, (index) => guess(service, `neighbour-${index}`, home));
    const timed = async (tried: string) => {
      const begun = performance.now();
      expect((await guess(service, tried, home)).status).toBe(429);
      return performance.now() - begun;
    };

    const [known, unknown] = [await timed(name), await timed('nobody-here')];

    expect(unknown).toBeGreaterThan(50);
    expect(known).toBeGreaterThan(50);
  });
});

describe('a known client', () => {
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

  it('shares an hourly limit with all other known clients', async () => {
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

  it('has its counters reset after a correct password', async () => {
    const { name, home } = await owner();
    await guesses(2, [service], name, home);

    const right = await signIn(service, name, home);
    const next = await guess(service, name, home);

    expect([right.status, next.headers.get('ratelimit-remaining')]).toEqual([200, '2']);
  });
});

describe('the device cookie', () => {
  it('is hidden from scripts and other sites, and only set in cookie mode', async () => {
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
  ])('%s is ignored', async (_, forge) => {
    const [mine, other] = [await owner(), await owner()];
    await besiege(mine.name);

    const { status } = await signIn(service, mine.name, freshAddress(), forge(mine.device, other.device));

    expect(status).toBe(429);
  });

  it('is not valid after 90 days', async () => {
    const { name, device } = await owner();
    service.travel(90 * DAY_SECONDS + 10);
    await besiege(name);

    expect((await signIn(service, name, freshAddress(), device)).status).toBe(429);
  });
});

describe('known addresses', () => {
  it('and devices are kept as hashes, the newest 20 of each user', async () => {
    const name = await newcomer(service);
    for (let address = 0; address < 23; address++) await signIn(service, name, freshAddress());

    const rows = await rowsOf(name);

    expect(rows).toHaveLength(20);
    expect(rows.every(({ id }) => /^[\w-]{24}$/.test(id))).toBe(true);
  });

  it('and devices have one row each, even after several sign-ins at once', async () => {
    const { name, home } = await owner();

    const answers = await Promise.all(Array.from({ length: 3 }, () => signIn(service, name, home)));

    expect(statusesOf(answers)).toEqual({ 200: 3 });
    expect(await rowsOf(name)).toHaveLength(2);
  });

  it('are deleted with the account', async () => {
    const { id, token, password } = await service.person();
    const left = () => service.rows(`SELECT id FROM known_addresses WHERE user_id = '${id}'`);
    expect(await left()).toHaveLength(2);

    await service.delete('/me', { password }, { token });

    expect(await left()).toEqual([]);
  });

  it('are deleted after 90 days without a sign-in', async () => {
    const { name } = await owner();
    const sweep = async () => {
      await service.execute(`DELETE FROM leases WHERE name = 'housekeeping'`);
      await service.app.get(HousekeepingService).runOnce();
      return (await rowsOf(name)).length;
    };

    service.travel(89 * DAY_SECONDS);
    const before = await sweep();
    service.travel(91 * DAY_SECONDS);

    expect([before, await sweep()]).toEqual([2, 0]);
  });
});
