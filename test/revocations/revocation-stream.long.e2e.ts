import { setTimeout as sleep } from 'node:timers/promises';
import { RevocationStreams } from '../../src/revocations/revocation-streams.js';
import { RevocationsService } from '../../src/revocations/revocations.service.js';
import { useFeedKit } from '../support/feed-kit.js';
import { basic, makeServiceClient } from '../support/service-clients.js';
import { eventually } from '../support/verifier-kit.js';

const HEARTBEAT_MS = 5000;

const feed = useFeedKit();
const { service } = feed;
afterEach(() => void jest.restoreAllMocks());

describe('the feed as a stream', () => {
  it('sends a heartbeat at once, then each revocation within a second', async () => {
    const start = await feed.end();
    const stream = await feed.follow(start);
    await eventually(() => stream.of('heartbeat').length, 1, 500);

    const session = await feed.logout();
    const [entry] = await stream.revocations(1);

    expect(stream.status).toBe(200);
    expect(stream.headers.get('content-type')).toBe('text/event-stream');
    expect(stream.headers.get('cache-control')).toBe('no-store');
    expect(stream.events[0]).toMatchObject({ event: 'heartbeat', id: start, data: {} });
    expect(entry).toMatchObject({ id: await feed.end(), data: { type: 'session', id: session } });
  });

  it('continues where the reader stopped', async () => {
    const start = await feed.end();
    const first = await feed.logout();
    const cursor = await feed.end();
    const others = [await feed.logout(), await feed.logout()];

    const [behind, before] = [await feed.follow(cursor), await feed.follow(start)];

    expect((await behind.revocations(2)).map(({ data }) => data.id)).toEqual(others);
    expect((await before.revocations(3)).map(({ data }) => data.id)).toEqual([first, ...others]);
  });

  it('sends a heartbeat every 5 s, beyond the time limit of other requests', async () => {
    const stream = await feed.follow(await feed.end());
    await sleep(2 * HEARTBEAT_MS + 1500);

    const session = await feed.logout();
    const [entry] = await stream.revocations(1);
    const [first, second, third] = stream.of('heartbeat').map(({ at }) => at) as [number, number, number];

    expect(stream.hasEnded).toBe(false);
    expect(entry?.data.id).toBe(session);
    for (const pause of [second - first, third - second]) {
      expect(pause).toBeGreaterThan(HEARTBEAT_MS - 1000);
      expect(pause).toBeLessThan(HEARTBEAT_MS + 1500);
    }
  });

  it('ends when its client is deleted', async () => {
    const { token } = await service.admin();
    const other = await makeServiceClient(service, { token });
    const stream = await feed.follow(await feed.end(), other);

    await service.delete(`/clients/${other.id}`, undefined, { token });

    await eventually(() => stream.hasEnded, true);
  });

  it.each([
    ['has expired', async () => service.travel(901)],
    [
      'is revoked',
      async (token: string) =>
        service.post('/oauth/revoke', undefined, {
          headers: basic(feed.credentials),
          raw: new URLSearchParams({ token }),
        }),
    ],
  ])('ends when the token that opened it %s', async (_, endToken) => {
    const { body } = await service.post('/oauth/token', undefined, {
      headers: basic(feed.credentials),
      raw: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    const stream = await feed.followAs({ authorization: `Bearer ${body.access_token}` }, await feed.end());
    await eventually(() => stream.of('heartbeat').length, 1);

    await endToken(body.access_token);

    await eventually(() => stream.hasEnded, true, HEARTBEAT_MS + 3000);
  });

  it('queries the database fewer than ten times for 40 readers at the same place', async () => {
    const start = await feed.end();
    const streams = await Promise.all(Array.from({ length: 40 }, () => feed.follow(start)));
    await eventually(() => streams.every((stream) => stream.of('heartbeat').length > 0), true, 10_000);
    const after = jest.spyOn(service.app.get(RevocationsService), 'after');

    await feed.logout();
    const heard = await Promise.all(streams.map((stream) => stream.revocations(1)));

    expect(heard).toHaveLength(40);
    expect(after.mock.calls.filter(([, limit]) => limit === 500).length).toBeLessThan(10);
  });

  it('refuses a Last-Event-ID that it has not sent', async () => {
    const { status, body } = await service.get('/revocations/stream', {
      headers: { ...basic(feed.credentials), 'last-event-id': 'x' },
    });

    expect([status, body.code]).toEqual([400, 'validation_failed']);
  });

  it('ends when it cannot read more entries, because a heartbeat would mean that none is missing', async () => {
    const stream = await feed.follow(await feed.end());
    await eventually(() => stream.of('heartbeat').length, 1, 500);
    const revocations = service.app.get(RevocationsService);
    const after = revocations.after.bind(revocations);
    const isStream = (limit: number) => limit === 500;
    jest
      .spyOn(revocations, 'after')
      .mockImplementation((position, limit) =>
        isStream(limit) ? Promise.reject(new Error('gone')) : after(position, limit),
      );

    await feed.logout();

    await eventually(() => stream.hasEnded, true);
    expect(stream.of('heartbeat')).toHaveLength(1);
  });
});

describe('while the service stops', () => {
  const stopping = useFeedKit();

  it('open streams end, and so do new ones', async () => {
    const open = await stopping.follow();

    stopping.service.app.get(RevocationStreams).beforeApplicationShutdown();
    const late = await stopping.follow();

    await eventually(() => [open, late].every(({ hasEnded }) => hasEnded), true);
  });
});
