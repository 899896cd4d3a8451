import { setTimeout as sleep } from 'node:timers/promises';
import { AuditReader } from '../../src/audit/audit-reader.js';
import { AuditKit } from '../support/audit-kit.js';
import type { Answer } from '../support/client.js';
import { onServers } from '../support/database.js';
import type { Person } from '../support/people.js';
import { expectFaults } from '../support/problems.js';
import { useService } from '../support/service.js';
import { eventually } from '../support/verifier-kit.js';

const service = useService();
const kit = new AuditKit(service);
let admin: Person;
beforeAll(async () => void (admin = await service.admin()));
afterEach(() => jest.restoreAllMocks());

interface Shown {
  readonly id: string;
  readonly type: string;
  readonly at: string;
  readonly subject: string | null;
}

const asAdmin = () => ({ token: admin.token });
const list = (query: string) => service.get(`/audit?${query}`, asAdmin());
const nextOf = ({ headers }: Answer) =>
  /<https:\/\/auth\.example\.com(.+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1];

async function walk(path: string, token: string): Promise<Shown[]> {
  const page = await service.get(path, { token });
  const next = nextOf(page);
  return [...page.body, ...(next ? await walk(next, token) : [])];
}

const typesOf = (events: Shown[]) => events.map(({ type }) => type);

describe('GET /audit', () => {
  it('shows who did what, to whom, when and from where, newest first', async () => {
    const { id, refreshToken } = await service.person();
    await kit.seal();

    const { body } = await list(`subject=${id}`);

    expect(typesOf(body)).toEqual(['login.succeeded', 'user.registered']);
    expect(body[0]).toEqual({
      id: expect.any(String),
      type: 'login.succeeded',
      at: expect.stringMatching(/^2\d{3}-.+Z$/),
      actor: id,
      subject: id,
      detail: { session: refreshToken.split('.')[0] },
      address: '127.0.0.1',
      userAgent: 'node',
      requestId: expect.any(String),
      position: expect.any(Number),
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('pages through every event once while others are written', async () => {
    await kit.record(60, 'role.removed');
    let isWriting = true;
    const writing = (async () => {
      while (isWriting) await kit.record(1, 'role.removed');
    })();

    const events = await walk('/audit?type=role.removed&limit=7', admin.token);
    isWriting = false;
    await writing;

    const ids = events.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].toSorted().toReversed());
    expect(events.filter(({ subject }) => /^subject-([1-9]|[1-5]\d)$/.test(subject ?? ''))).toHaveLength(59);
  });

  it('filters by actor, subject, type and time, and by two of them together', async () => {
    const { id, token } = await service.person();
    await service.post('/logout', undefined, { token });
    const [, login] = (await list(`subject=${id}`)).body as Shown[];
    const at = encodeURIComponent(login?.at ?? '');

    expect(typesOf((await list(`actor=${id}&type=session.ended`)).body)).toEqual(['session.ended']);
    expect(typesOf((await list(`actor=${id}&since=${at}`)).body)).toEqual([
      'session.ended',
      'login.succeeded',
    ]);
    expect(typesOf((await list(`actor=${id}&until=${at}`)).body)).toEqual(['user.registered']);
    expect(typesOf((await list(`actor=${id}&subject=${admin.id}`)).body)).toEqual([]);
  });

  it('accepts times with any offset', async () => {
    const inAnHour = new Date(Date.now() + 7_200_000).toISOString().replace(/\.\d+Z/, '+01:00');

    expect((await list(`since=${encodeURIComponent(inAnHour)}`)).body).toEqual([]);
    expect((await list(`until=${encodeURIComponent(inAnHour)}&limit=1`)).body).toHaveLength(1);
  });

  it.each([
    'limit=0',
    'limit=201',
    'type=unknown',
    'type=login.failed&type=role.put',
    'actor=',
    'subject[]=1',
    'since=yesterday',
    'since=2026-13-01T00:00:00Z',
    'until=2026-11-01',
    'after=YWxpY2U',
    'after=!',
    'order=type',
  ])('refuses ?%s', async (query) => {
    expectFaults(await list(query), query.split(/[=&]/)[0] as string);
  });

  onServers()('uses an index from the cursor on, and never sorts', async () => {
    const cursor = nextOf(await list('type=role.removed&limit=2'))?.split('after=')[1];
    for (const filter of ['', 'type=role.removed', 'actor=cli', 'subject=x', 'actor=cli&type=role.removed']) {
      const [select] = await service.statementsOf(() => list(`${filter}&after=${cursor}`));
      const [plan] = await service.rows<{ type: string; Extra: string }>(
        `EXPLAIN FORMAT=TRADITIONAL ${select?.replace(/^.*?: /, '')}`,
      );
      expect(plan?.type).toBe('range');
      expect(plan?.Extra).not.toContain('filesort');
    }
  });
});

describe('GET /me/events', () => {
  const mine = async (token: string): Promise<Shown[]> => (await service.get('/me/events', { token })).body;

  it('shows the events with the caller as actor or subject, and no others', async () => {
    const person = await service.person();
    await service.person();
    await service.post('/login', { name: person.name, password: 'wrong' });

    const events = await mine(person.token);

    expect(typesOf(events)).toEqual(['login.failed', 'login.succeeded', 'user.registered']);
    expect(events[0]).toEqual({
      id: expect.any(String),
      type: 'login.failed',
      at: expect.any(String),
      subject: person.id,
      address: '127.0.0.1',
      device: 'node',
      detail: { reason: 'password' },
    });
  });

  it('does not show the address of an admin', async () => {
    const { id, name, password } = await service.person();
    await service.patch(`/users/${id}`, { roles: [] }, asAdmin());
    const { token } = (await service.post('/login', { name, password })).body;

    const event = (await mine(token)).find(({ type }) => type === 'user.roles_changed');

    expect(event).toMatchObject({ address: null, device: null, detail: { added: [], removed: ['user'] } });
  });

  it('has pages that neither skip nor repeat events', async () => {
    const { id, token } = await service.person();
    const origin = { address: '', userAgent: '', requestId: '' };
    await kit.record(20, 'role.put', { id, ...origin });

    const events = await walk('/me/events?limit=3', token);

    expect(events).toHaveLength(22);
    expect(new Set(events.map((one) => one.id)).size).toBe(22);
    expectFaults(await service.get('/me/events?actor=x', { token }), 'actor');
  });

  it('is part of GET /me/export', async () => {
    const { token } = await service.person();

    const { body } = await service.get('/me/export', { token });

    expect(body.events).toEqual(await mine(token));
    expect(body.events).toHaveLength(2);
  });
});

describe('GET /audit/export', () => {
  const open = (query = '', signal?: AbortSignal) =>
    fetch(`${service.origin}/audit/export${query}`, {
      headers: { authorization: `Bearer ${admin.token}` },
      signal,
    });

  /** Makes every page full, as if there were endless events. */
  async function endlessly(milliseconds = 0) {
    const reader = service.app.get(AuditReader);
    const [event] = await reader.oldest({}, 1);
    const page = Array.from({ length: 500 }, () => event as never);
    return jest.spyOn(reader, 'oldest').mockImplementation(async () => {
      await sleep(milliseconds);
      return page;
    });
  }

  it('writes more events than one page, oldest first, one JSON object per line', async () => {
    await kit.record(1100, 'role.put');
    const response = await open('?type=role.put&actor=cli');
    const text = await response.text();

    const events = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Shown);
    const ids = events.map(({ id }) => id);
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(events.length).toBeGreaterThanOrEqual(1100);
    expect(ids).toEqual([...new Set(ids)].toSorted());
    expect(Object.keys(events[0] ?? {})).toEqual(Object.keys((await list('limit=1')).body[0]));
  });

  it('is empty when nothing matches, and refuses an invalid filter', async () => {
    expect(await (await open('?actor=nobody')).text()).toBe('');
    expectFaults(await service.get('/audit/export?limit=5', asAdmin()), 'limit');
  });

  it('may take longer than other requests', async () => {
    const reading = await endlessly(700);
    setTimeout(() => reading.mockResolvedValue([]), 6500);

    const text = await (await open()).text();

    expect(text.split('\n').length).toBeGreaterThan(2000);
  });

  it('stops reading when the client disconnects', async () => {
    const reading = await endlessly();
    const leaving = new AbortController();
    const response = await open('', leaving.signal);
    await response.body?.getReader().read();
    leaving.abort();

    await eventually(
      async () => {
        const before = reading.mock.calls.length;
        await sleep(100);
        return reading.mock.calls.length - before;
      },
      0,
      5000,
    );
  });

  it('reads no further while the client does not read', async () => {
    const reading = await endlessly();
    const leaving = new AbortController();
    await open('', leaving.signal);
    await sleep(1500);
    const pages = reading.mock.calls.length;
    leaving.abort();

    expect(pages).toBeLessThan(200);
  });

  it('returns a problem when the first page fails, and breaks off when a later one fails', async () => {
    const reading = await endlessly();
    const fault = Object.assign(new Error('gone'), { code: 'ECONNREFUSED' });
    reading.mockRejectedValueOnce(fault);
    const first = await open();
    const page = await reading.getMockImplementation()?.({}, 1);
    reading.mockResolvedValueOnce(page ?? []).mockRejectedValueOnce(fault);
    const later = await open();

    expect(first.status).toBe(503);
    await expect(later.text()).rejects.toThrow('terminated');
  });
});
