import { HousekeepingService } from '../../src/database/housekeeping.service.js';
import { isSqlite } from '../support/database.js';
import {
  freshAddress,
  from,
  guess,
  guesses,
  inTurns,
  limitsOf,
  newcomer,
  signIn,
  statusesOf,
  waitOf,
} from '../support/guesses.js';
import { PASSWORD } from '../support/people.js';
import { expectProblem } from '../support/problems.js';
import { useService } from '../support/service.js';

const MAX_WAIT = 3600;

/** Notices are off, because they count failed attempts, too. */
const service = useService({ LOGIN_LIMIT: '4/1m', TRUST_PROXY: '127.0.0.1', NOTICES_OFF: 'failed_attempts' });
const onServers = isSqlite() ? it.skip : it;

afterEach(() => jest.restoreAllMocks());

describe('LOGIN_LIMIT', () => {
  it('lets only four of forty simultaneous guesses be checked', async () => {
    const answers = await guesses(40, [service], await newcomer(service), freshAddress());

    expect(statusesOf(answers)).toEqual({ 401: 4, 429: 36 });
  });

  it('also refuses the correct password, with Retry-After, and accepts it after that time', async () => {
    const [name, address] = [await newcomer(service), freshAddress()];
    await guesses(4, [service], name, address);

    const refused = await signIn(service, name, address);
    service.travel(61);

    expectProblem(refused, 429, 'rate_limited');
    expect(waitOf(refused)).toBe(Number(refused.headers.get('ratelimit-reset')));
    expect((await signIn(service, name, address)).status).toBe(200);
  });

  it('gives the same responses for existing and unknown accounts', async () => {
    const seen = [];
    for (const name of [await newcomer(service), 'nobody-at-all']) {
      const address = freshAddress();
      for (let attempt = 0; attempt < 6; attempt++) {
        const answer = await guess(service, name, address);
        seen.push({ status: answer.status, body: answer.body, ...limitsOf(answer) });
      }
    }

    expect(seen.slice(0, 6)).toEqual(seen.slice(6));
    expect(seen.slice(0, 6).map(({ remaining }) => remaining)).toEqual([...'321000']);
    expect(seen[0]).toMatchObject({ status: 401, limit: '4', policy: '4;w=60' });
  });

  it('counts an account under all spellings of its name', async () => {
    const [name, address] = [await newcomer(service), freshAddress()];
    await guesses(4, [service], name.toUpperCase(), address);

    expect((await guess(service, name, address)).status).toBe(429);
  });

  it('doubles the wait each time for a caller who keeps trying, up to an hour', async () => {
    const [name, address] = [await newcomer(service), freshAddress()];
    const waits: number[] = [];
    for (let elapsed = 0; waits.length < 8; elapsed += (waits.at(-1) as number) + 1) {
      service.travel(elapsed);
      await guesses(4, [service], name, address);
      waits.push(waitOf(await guess(service, name, address)));
    }

    // Rounded, because a busy machine takes a few seconds for a few guesses.
    const minutes = waits.map((seconds) => Math.ceil(seconds / 60));
    expect(minutes).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  });

  it('forgets a caller after an hour without attempts', async () => {
    const [name, address] = [await newcomer(service), freshAddress()];
    await guesses(4, [service], name, address);

    service.travel(61 + MAX_WAIT);
    await guesses(4, [service], name, address);

    expect(waitOf(await guess(service, name, address))).toBeLessThanOrEqual(60);
  });

  it('limits an address to ten times as many attempts, whatever names it tries', async () => {
    const address = freshAddress();
    const answers = await inTurns(60, 5, (index) => guess(service, `nobody-${index}`, address));
    const refused = await guess(service, 'nobody-else', address);

    expect(statusesOf(answers)).toEqual({ 401: 40, 429: 20 });
    expect(limitsOf(refused)).toEqual({ limit: '40', remaining: '0', policy: '40;w=60' });
  });

  it.each([
    ['the addresses of an IPv6 /64 as one', '2001:db8:1:2::1', '2001:db8:1:2:ffff::9', 429],
    ['different IPv6 /64s separately', '2001:db8:1:3::1', '2001:db8:1:4::1', 401],
    ['an IPv4 address and its IPv6 form as one', '198.51.100.7', '::ffff:198.51.100.7', 429],
  ])('counts %s', async (_, one, other, status) => {
    const name = await newcomer(service);
    await guesses(4, [service], name, one);

    expect((await guess(service, name, other)).status).toBe(status);
  });

  it('counts attempts even when the sign-in is rolled back', async () => {
    const [name, address] = [await newcomer(service), freshAddress()];
    await service.execute('ALTER TABLE sessions RENAME TO sessions_away');
    const answers = [];
    for (let attempt = 0; attempt < 5; attempt++) answers.push(await signIn(service, name, address));
    await service.execute('ALTER TABLE sessions_away RENAME TO sessions');

    expect(statusesOf(answers)).toEqual({ 500: 4, 429: 1 });
  });

  it('limits attempts at the own password by account, from all addresses', async () => {
    const { token } = await service.person();
    const body = { currentPassword: 'a wrong password', newPassword: 'lanterns over quiet water' };
    const change = () => service.post('/me/password', body, { token, ...from(freshAddress()) });

    const answers = await Promise.all(Array.from({ length: 12 }, change));
    const removal = await service.delete('/me', { password: PASSWORD }, { token });

    expect(statusesOf(answers)).toEqual({ 403: 4, 429: 8 });
    expect([removal.status, limitsOf(removal).policy]).toEqual([429, '4;w=60']);
  });
});

describe('the counters', () => {
  onServers(
    'need one statement each after a tenth of the limit, and none after the limit is reached',
    async () => {
      const [name, address] = [await newcomer(service), freshAddress()];
      const counting = async () =>
        (await service.statementsOf(() => guess(service, name, address))).filter((sql) =>
          sql.includes('limit_counters'),
        ).length;

      // A tenth of 4 is 0 and a tenth of 40 is 4, so the limits of the address and of the account are counted locally.
      const first = await counting();
      await guesses(4, [service], name, address);

      expect([first, await counting()]).toEqual([1, 0]);
    },
  );

  onServers.each([-400, -90, -1])('continue to count when a clock is off by %i days', async (days) => {
    const [name, address] = [await newcomer(service), freshAddress()];
    await guesses(2, [service], name, address);
    service.travel(days * 86_400);

    const answers = [];
    for (let attempt = 0; attempt < 4; attempt++) answers.push(await guess(service, name, address));

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 429, 429]);
    service.travel(0);
    expect((await guess(service, name, address)).status).toBe(429);
  });

  onServers('count in the process when the database fails', async () => {
    await service.execute('ALTER TABLE limit_counters RENAME TO counters_away');
    const answers = await guesses(40, [service], await newcomer(service), freshAddress());
    await service.execute('ALTER TABLE counters_away RENAME TO limit_counters');

    expect(statusesOf(answers)).toEqual({ 401: 4, 429: 36 });
  });

  onServers('do not reveal what they count, and are deleted when no later window needs them', async () => {
    await guess(service, await newcomer(service), freshAddress());
    const rows = await service.rows<{ id: string }>('SELECT id FROM limit_counters');
    const left = () => service.rows(`SELECT id FROM limit_counters WHERE id = '${rows[0]?.id}'`);

    expect(rows.every(({ id }) => /^[\w-]{24}$/.test(id))).toBe(true);
    service.travel(3 * MAX_WAIT);
    await service.execute(`DELETE FROM leases WHERE name = 'housekeeping'`);
    await service.app.get(HousekeepingService).runOnce();
    expect(await left()).toEqual([]);
  });
});

describe('REGISTER_LIMIT and REFRESH_LIMIT', () => {
  const limited = useService({
    REGISTER_LIMIT: '5/1m',
    REFRESH_LIMIT: '7/1m',
    TRUST_PROXY: '127.0.0.1',
    CORS_ORIGINS: 'https://app.example.com',
  });
  const atOnce = (amount: number, path: string, body: object) => {
    const address = freshAddress();
    return Promise.all(Array.from({ length: amount }, () => limited.post(path, body, from(address))));
  };

  it('count requests before they are handled', async () => {
    const registrations = await atOnce(20, '/register', { name: 'x', password: 'y' });
    const refreshes = await atOnce(20, '/refresh', { refreshToken: 'x' });

    expect(statusesOf(registrations)).toEqual({ 400: 5, 429: 15 });
    expect(statusesOf(refreshes)).toEqual({ 401: 7, 429: 13 });
  });

  it('also limit renaming, which reveals which names are taken', async () => {
    const { token, name } = await limited.person();
    const options = { token, ...from(freshAddress()) };
    const rename = (to: string) => limited.patch('/me', { name: to }, options);
    const answers = [];
    for (let index = 0; index < 8; index++) answers.push(await rename(index % 2 ? name : 'root'));
    const register = await limited.post('/register', { name: 'root', password: PASSWORD }, options);

    expect(statusesOf(answers)).toEqual({ 200: 2, 409: 3, 429: 3 });
    expectProblem(answers[7]!, 429, 'rate_limited');
    expect([waitOf(answers[7]!) > 0, register.status]).toEqual([true, 429]);
    expect((await limited.patch('/me', { email: 'a@example.com' }, options)).status).toBe(200);
  });

  it('count each address separately, and return its state', async () => {
    await atOnce(20, '/refresh', { refreshToken: 'x' });
    const [answer] = await atOnce(1, '/refresh', { refreshToken: 'x' });

    expect(limitsOf(answer!)).toEqual({ limit: '7', remaining: '6', policy: '7;w=60' });
  });

  it('return headers that pages of allowed origins can read', async () => {
    const { headers } = await limited.get('/', { headers: { origin: 'https://app.example.com' } });

    expect(headers.get('access-control-expose-headers')).toMatch(
      /RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, RateLimit-Policy/,
    );
  });

  it('send no headers when a limit is off', async () => {
    const answer = await limited.post('/login', { name: 'nobody', password: 'nothing' });

    expect(limitsOf(answer)).toEqual({ limit: null, remaining: null, policy: null });
  });
});
