import { BreachedPasswordsService } from '../../src/passwords/breached-passwords.service.js';
import { RangeServer } from '../../src/passwords/range-api.js';
import { ADMIN, freshName, PASSWORD } from '../support/people.js';
import { type Behaviour, TestRangeServer } from '../support/range-server.js';
import { useService } from '../support/service.js';

const METRICS_TOKEN = 'a-token-for-prometheus-alone';
const BREACHED = 'walruses adore accordions';
const PADDED = 'walruses detest accordions';

const ranges = new TestRangeServer();
beforeAll(async () => {
  await ranges.start();
  ranges.add(BREACHED, 3);
  ranges.add(PADDED, 0);
});
afterAll(() => ranges.stop());

const service = useService({ BREACHED_PASSWORDS: 'api', METRICS_TOKEN }, (app) => {
  Object.assign(app.get(RangeServer), { url: ranges.url });
});

afterEach(() => {
  ranges.behaviour = 'well';
  ranges.requests.length = 0;
});

const register = (password: string) => service.post('/register', { name: freshName(), password });

async function lookups(): Promise<Record<string, number>> {
  const { body } = await service.get('/metrics', { token: METRICS_TOKEN });
  const series = (body as string).matchAll(
    /^watchword_breached_password_lookups_total\{outcome="(\w+)"\} (\d+)$/gm,
  );
  return Object.fromEntries([...series].map(([, outcome, count]) => [outcome, Number(count)]));
}

const refusal = (field: string) => ({
  status: 400,
  body: { code: 'validation_failed', errors: [{ field, rule: 'breached_password' }] },
});

describe('BREACHED_PASSWORDS=api', () => {
  it('refuses a breached password wherever a new one is chosen, and names the field', async () => {
    const { token: admin } = await service.admin();
    const { token, password } = await service.person();

    const created = await service.post('/users', { name: freshName(), password: BREACHED }, { token: admin });
    const changed = await service.post(
      '/me/password',
      { currentPassword: password, newPassword: BREACHED },
      { token },
    );

    expect(await register(BREACHED)).toMatchObject(refusal('password'));
    expect(created).toMatchObject(refusal('password'));
    expect(changed).toMatchObject(refusal('newPassword'));
  });

  it('sends the API only five digits of the hash, and requests padding', async () => {
    await register(BREACHED);

    expect(ranges.requests.map(({ path }) => path)).toEqual([expect.stringMatching(/^\/range\/[\dA-F]{5}$/)]);
    expect(ranges.requests[0]?.headers).toMatchObject({ 'add-padding': 'true' });
    expect(JSON.stringify(ranges.requests)).not.toMatch(/[\dA-F]{35}|walruses/);
  });

  it('accepts a password that is padding of the response, and one that is not in it', async () => {
    const before = await lookups();

    expect((await register(PADDED)).status).toBe(201);
    expect((await register(PASSWORD)).status).toBe(201);
    expect((await lookups()).clear).toBe(before.clear! + 2);
  });

  it('looks up no password that is refused anyway, and none at a login', async () => {
    const { name } = await service.person();
    ranges.requests.length = 0;

    await register('short');
    await register('password123');
    await service.post('/login', { name, password: BREACHED });

    expect(ranges.requests).toEqual([]);
  });

  it.each<Behaviour>(['silent', 'broken off', 'error', 'not a range', 'redirect', 'endless'])(
    'accepts every password when the API fails (%s), and counts the failure',
    async (behaviour) => {
      const before = await lookups();
      ranges.behaviour = behaviour;

      const { status } = await register(BREACHED);

      expect(status).toBe(201);
      expect(await lookups()).toEqual({ ...before, failed: (before.failed ?? 0) + 1 });
    },
  );

  it('logs once that lookups fail, without any part of the hash, and refuses breached passwords when lookups work again', async () => {
    await register(PASSWORD);
    service.logLines.length = 0;
    ranges.behaviour = 'error';
    await register(BREACHED);
    await register(BREACHED);
    ranges.behaviour = 'well';

    const lines = service.logLines.filter((line) => line.includes('without a check for breaches'));
    expect(lines).toEqual([expect.stringContaining('the API answers 503')]);
    expect(lines[0]).not.toContain('/range/');
    expect((await register(BREACHED)).status).toBe(400);
  });

  it('has at most 32 lookups waiting', async () => {
    ranges.behaviour = 'silent';
    const breached = service.app.get(BreachedPasswordsService);

    const answers = await Promise.all(Array.from({ length: 40 }, () => breached.has(BREACHED)));

    expect(answers).toEqual(Array.from({ length: 40 }, () => false));
    expect(ranges.requests.length).toBeLessThanOrEqual(32);
    ranges.behaviour = 'well';
    expect(await breached.has(BREACHED)).toBe(true);
  });

  it('looks up the password of the first admin', async () => {
    expect((await service.post('/login', ADMIN)).status).toBe(200);
    expect((await lookups()).clear).toBeGreaterThan(0);
  });
});
