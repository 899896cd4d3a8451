import { setTimeout as sleep } from 'node:timers/promises';
import { basic } from '../support/service-clients.js';
import { positionOf, useFeedKit } from '../support/feed-kit.js';

const feed = useFeedKit();
const { service } = feed;

describe('the feed by page', () => {
  it('lists revocations, oldest first, and where to continue', async () => {
    const start = await feed.end();
    const sessions = [await feed.logout(), await feed.logout()];

    const { status, body } = await feed.page(start);

    expect(status).toBe(200);
    expect(body).toEqual({
      revocations: sessions.map((id) => ({
        type: 'session',
        id,
        notBefore: null,
        exceptSession: null,
        revokedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      })),
      next: expect.stringMatching(/^[0-9a-f-]{36}\.\d+\.[0-9a-f]{12}$/),
      accessTokenTtl: 900,
    });
    expect(positionOf(body.next)).toBe(positionOf(start) + 2);
    expect((await feed.page(body.next)).body).toMatchObject({ revocations: [], next: body.next });
  });

  it('misses and repeats nothing while fifty users sign out at once', async () => {
    const people = await Promise.all(Array.from({ length: 50 }, () => service.person()));
    const start = await feed.end();
    const seen: string[] = [];
    let next = start;
    const poll = async () => {
      const { body } = await feed.page(next);
      seen.push(...body.revocations.map(({ id }: { id: string }) => id));
      next = body.next;
    };

    let isOver = false;
    const logouts = Promise.all(people.map(feed.logout)).finally(() => (isOver = true));
    while (!isOver) await Promise.all([poll(), sleep(10)]);
    const sessions = await logouts;
    await poll();

    expect(seen.toSorted()).toEqual(sessions.toSorted());
    expect(positionOf(next)).toBe(positionOf(start) + 50);
    expect((await feed.readToEnd(start)).ids).toEqual(seen);
  });

  it.each(['x', '-1', '1.5', '%20', '', '9'.repeat(16), '1&after=2'])('refuses ?after=%s', async (cursor) => {
    const { status, body } = await feed.page(cursor);

    expect([status, body.code]).toEqual([400, 'validation_failed']);
  });

  it.each(['/revocations', '/revocations/stream'])('requires a service client at %s', async (path) => {
    const person = await service.person();

    const nobody = await service.get(path);
    const wrong = await service.get(path, { headers: basic({ ...feed.credentials, secret: 'wrong' }) });

    expect([nobody.status, wrong.status]).toEqual([401, 401]);
    expect(nobody.headers.get('www-authenticate')).toMatch(/^Basic/);
    expect((await service.get(path, { token: person.token })).status).toBe(403);
  });
});
