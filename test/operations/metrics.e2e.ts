import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { HashingLanes } from '../../src/passwords/hashing-lanes.js';
import { isSqlite } from '../support/database.js';
import { personWithTotp } from '../support/factors.js';
import { addPasskey, signInAlone } from '../support/passkeys.js';
import { freshName, PASSWORD } from '../support/people.js';
import { expectProblem } from '../support/problems.js';
import { useService } from '../support/service.js';

const METRICS_TOKEN = 'a-token-for-prometheus-alone';

const service = useService({ METRICS_TOKEN, LOGIN_LIMIT: '5/1m' });

/** Returns all series by name and labels, as Prometheus reads them. */
async function scrape(): Promise<Map<string, number>> {
  const { status, headers, body } = await service.get('/metrics', { token: METRICS_TOKEN });
  expect([status, headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
  const lines = (body as string).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [
      line.slice(0, line.lastIndexOf(' ')),
      Number(line.slice(line.lastIndexOf(' ') + 1)),
    ]),
  );
}

/** Returns by how much each series grows during the work. */
async function growthOf(work: () => Promise<unknown>, ...series: string[]): Promise<number[]> {
  const before = await scrape();
  await work();
  const after = await scrape();
  return series.map((name) => (after.get(name) ?? NaN) - (before.get(name) ?? 0));
}

const logins = (outcome: string) => `watchword_logins_total{outcome="${outcome}"}`;
const refreshes = (outcome: string) => `watchword_refreshes_total{outcome="${outcome}"}`;
const factors = (kind: string, outcome: string) =>
  `watchword_second_factors_total{kind="${kind}",outcome="${outcome}"}`;
const stepUps = (outcome: string) => `watchword_step_ups_total{outcome="${outcome}"}`;
const requests = (method: string, route: string, status: number) =>
  `watchword_http_request_duration_seconds_count{method="${method}",route="${route}",status="${status}"}`;

describe('GET /metrics', () => {
  it.each([undefined, METRICS_TOKEN.slice(1), `${METRICS_TOKEN}x`, ''])(
    'refuses the token %j',
    async (token) => {
      const answer = await service.get('/metrics', { token });

      expectProblem(answer, 401, 'wrong_metrics_token');
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    },
  );
});

describe('the metrics', () => {
  it('count requests by the pattern of their route', async () => {
    const { token } = await service.admin();
    const work = async () => {
      await service.get('/users/019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c', { token });
      await service.get('/users/019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3d', { token });
    };

    const growth = await growthOf(work, requests('GET', '/users/:id', 404));

    expect(growth).toEqual([2]);
  });

  it('contain no path invented by a caller', async () => {
    const growth = await growthOf(() => service.get('/made-up/by-me'), requests('GET', 'none', 404));

    expect(growth).toEqual([1]);
    expect([...(await scrape()).keys()].join()).not.toMatch(/made-up|019ab1c2/);
  });

  it('count sign-ins by outcome, and measure how long passwords waited', async () => {
    const { name } = await service.person();
    const work = async () => {
      await service.post('/login', { name, password: PASSWORD });
      await service.post('/login', { name, password: `${PASSWORD}?` });
      await service.post('/login', { name: freshName(), password: PASSWORD });
      await service.post('/login', { name });
    };
    const waits = 'watchword_password_hash_wait_seconds_count';

    const growth = await growthOf(work, logins('succeeded'), logins('wrong'), logins('failed'), waits);

    expect(growth).toEqual([1, 2, 0, 3]);
  });

  it('count sign-ins refused during a flood', async () => {
    const room = jest.spyOn(service.app.get(HashingLanes), 'waitSeconds').mockReturnValue(60);
    const work = () => service.post('/login', { name: freshName(), password: PASSWORD });

    const growth = await growthOf(work, logins('overloaded'));

    room.mockRestore();
    expect(growth).toEqual([1]);
  });

  it('count sign-ins refused by a limit', async () => {
    const wrong = { name: freshName(), password: PASSWORD };
    const work = async () => {
      for (let tries = 0; tries < 6; tries++) await service.post('/login', wrong);
    };

    expect(await growthOf(work, logins('wrong'), logins('rate_limited'))).toEqual([5, 1]);
  });

  it('count second factors by kind and outcome, and step-ups', async () => {
    const person = await personWithTotp(service);
    const { key } = await addPasskey(service, person);
    const stepUp = (proof: object) => service.post('/step-up', proof, person);
    const work = async () => {
      const { challenge } = (await service.post('/login', { name: person.name, password: PASSWORD })).body;
      await service.post('/login/totp', { challenge, code: '000000' });
      await service.post('/login/totp', { challenge, code: person.app.next() });
      await stepUp({ recoveryCode: person.recoveryCodes[0] });
      await stepUp({ password: 'a wrong password' });
      await signInAlone(service, key);
      const { challenge: asked, publicKey } = (await service.post('/login/passkey/options', {})).body;
      const credential = key.sign(publicKey, 'https://evil.example');
      await service.post('/login/passkey', { challenge: asked, credential });
    };

    const growth = await growthOf(
      work,
      factors('totp', 'wrong'),
      factors('totp', 'succeeded'),
      factors('recovery_code', 'succeeded'),
      factors('passkey', 'succeeded'),
      factors('passkey', 'wrong'),
      stepUps('succeeded'),
      stepUps('wrong'),
    );

    expect(growth).toEqual([1, 1, 1, 1, 1, 1, 1]);
  });

  const REUSES = 'watchword_audit_events_total{type="session.reuse_detected"}';

  it('count refreshes, their repeats, and reused tokens', async () => {
    const { refreshToken } = await service.person();
    const work = async () => {
      const { body } = await service.post('/refresh', { refreshToken });
      await service.post('/refresh', { refreshToken });
      await service.post('/refresh', { refreshToken: body.refreshToken });
      await service.post('/refresh', { refreshToken });
      await service.post('/refresh', { refreshToken });
    };
    const series = [refreshes('rotated'), refreshes('repeated'), refreshes('refused')];

    const growth = await growthOf(work, ...series, REUSES);

    expect(growth).toEqual([2, 1, 2, 1]);
  });

  it('count repeated transactions by error code, and those given up', async () => {
    const conflict = () => Promise.reject(Object.assign(new Error('conflict'), { code: 'SQLITE_BUSY' }));
    const work = () =>
      service.app
        .get(UnitOfWork)
        .run(conflict)
        .catch(() => undefined);
    const series = [
      'watchword_transaction_retries_total{code="SQLITE_BUSY"}',
      'watchword_transactions_abandoned_total',
    ];

    expect(await growthOf(work, ...series)).toEqual([4, 1]);
  });

  it('show the age of the revocations in memory, and the use of the database', async () => {
    const series = await scrape();

    expect(series.get('watchword_revocation_age_seconds')).toBeGreaterThanOrEqual(0);
    expect(series.get('watchword_revocation_age_seconds')).toBeLessThan(30);
    expect(series.get('watchword_revocations')).toBeGreaterThan(0); // earlier tests have ended sessions
    expect(series.get('watchword_password_hashes{state="waiting"}')).toBe(0);
    expect(series.get('watchword_database_connections{state="limit"}')).toBe(isSqlite() ? undefined : 10);
    expect(series.get('process_resident_memory_bytes')).toBeGreaterThan(1e7);
  });
});

describe('the dashboard in docs/grafana', () => {
  const text = readFileSync(join(__dirname, '..', '..', 'docs', 'grafana', 'watchword.json'), 'utf8');
  const { panels } = JSON.parse(text) as { panels: { targets?: { expr: string }[] }[] };
  const asked = panels.flatMap(({ targets = [] }) =>
    targets.flatMap(({ expr }) => expr.match(/\b(watchword|nodejs|process)_\w+/g) ?? []),
  );
  const names = [...new Set(asked.map((name) => name.replace(/_(bucket|sum|count)$/, '')))];

  /** Returns the names of all metrics. */
  async function declared(): Promise<string[]> {
    const { body } = await service.get('/metrics', { token: METRICS_TOKEN });
    return [...(body as string).matchAll(/^# TYPE (\w+) /gm)].map(([, name]) => name!);
  }

  it('uses only existing metrics, and shows all of the service’s own', async () => {
    const all = await declared();
    const onFiles = isSqlite() ? ['watchword_database_connections'] : []; // SQLite has no connection pool

    expect(names.filter((name) => ![...all, ...onFiles].includes(name))).toEqual([]);
    expect(all.filter((name) => name.startsWith('watchword_') && !names.includes(name))).toEqual([]);
  });
});

// This comes last, because models belong to the service that was started last.
describe('GET /metrics without METRICS_TOKEN', () => {
  const quiet = useService();

  it('returns 404, whatever token is sent', async () => {
    for (const token of [undefined, METRICS_TOKEN, 'undefined'])
      expectProblem(await quiet.get('/metrics', { token }), 404, 'not_found');
  });
});
