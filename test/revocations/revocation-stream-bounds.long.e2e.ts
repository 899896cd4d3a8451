import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { RevocationStreams } from '../../src/revocations/revocation-streams.js';
import { RevocationsService } from '../../src/revocations/revocations.service.js';
import { positionOf, useFeedKit } from '../support/feed-kit.js';
import { openUnreadStream } from '../support/raw-stream.js';
import { basic, clientToken, makeServiceClient } from '../support/service-clients.js';
import { eventually } from '../support/verifier-kit.js';

const READERS = 27;
/** More than network buffers hold of a stream that is not read. */
const ENTRIES = 40_000;
const PAGE = 500;
const MAX_STREAMS_PER_CLIENT = 100;

const feed = useFeedKit();
const { service } = feed;
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  Reflect.deleteProperty(service.app.get(RevocationsService), 'after');
});

const openUnread = async (count: number, { basic: authorization } = feed.credentials) => {
  const open = () => openUnreadStream(service.origin, authorization);
  sockets.push(...(await Promise.all(Array.from({ length: count }, open))));
};
const openStreams = () => service.app.get(RevocationStreams).size;

/** Counts the pages that streams read from the database. A spy would keep every page that was returned. */
function countPages(): () => number {
  const revocations = service.app.get(RevocationsService);
  const { after } = RevocationsService.prototype;
  let pages = 0;
  revocations.after = (...query) => {
    if (query[1] === PAGE) pages++;
    return after.apply(revocations, query);
  };
  return () => pages;
}

describe('a secret that is deleted', () => {
  it.each([
    ['by itself', (path: string) => service.delete.bind(service, `${path}/previous`)],
    ['by rotating twice', (path: string) => service.post.bind(service, path)],
  ])('%s ends its streams and its tokens, and not those of the newest secret', async (_, removal) => {
    const admin = await service.admin();
    const old = await makeServiceClient(service, admin);
    const path = `/clients/${old.id}/secrets`;
    const newest = (await service.post(path, undefined, { token: admin.token })).body;
    const tokens = [await clientToken(service, old), await clientToken(service, newest)];
    const end = await feed.end();
    const streams = await Promise.all([
      feed.follow(end, old),
      feed.follow(end, newest),
      ...tokens.map((token) => feed.followAs({ authorization: `Bearer ${token}` }, end)),
    ]);

    await removal(path)(undefined, { token: admin.token });

    await eventually(() => streams.map(({ hasEnded }) => hasEnded).join(), 'true,false,true,false');
    const statuses = tokens.map(async (token) => (await service.get('/revocations', { token })).status);
    expect(await Promise.all(statuses)).toEqual([401, 200]);
  });

  it('also invalidates a token that is signed at the same moment', async () => {
    const admin = await service.admin();
    for (let round = 0; round < 10; round++) {
      const old = await makeServiceClient(service, admin);
      const path = `/clients/${old.id}/secrets`;
      await service.post(path, undefined, { token: admin.token });

      const [tokens] = await Promise.all([
        Promise.all(Array.from({ length: 6 }, () => clientToken(service, old))),
        service.delete(`${path}/previous`, undefined, { token: admin.token }),
      ]);

      const uses = tokens.filter(Boolean).map((token) => service.get('/revocations', { token }));
      expect((await Promise.all(uses)).filter(({ status }) => status !== 401)).toEqual([]);
    }
  });
});

describe('streams of a client', () => {
  it('are limited to 100 per replica: one more gets 429, and other clients are served', async () => {
    const other = await makeServiceClient(service, await service.admin());
    const end = await feed.end();
    await Promise.all(Array.from({ length: MAX_STREAMS_PER_CLIENT }, () => feed.follow(end)));

    const { status, body, headers } = await service.get('/revocations/stream', {
      headers: basic(feed.credentials),
    });

    expect([status, body.code]).toEqual([429, 'too_many_streams']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await feed.follow(end, other)).status).toBe(200);
    feed.closeReaders();
    await eventually(openStreams, 0);
    expect((await feed.follow(end)).status).toBe(200);
  });

  it('free their places when they disconnect while waiting behind another response', async () => {
    const { authorization } = basic(feed.credentials);
    const request = `GET /revocations/stream HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\n\r\n`;
    await openUnread(1);
    sockets[0]?.write(request.repeat(10));
    await eventually(openStreams, 11);

    sockets[0]?.destroy();

    await eventually(openStreams, 0);
  });

  it('get only headers in response to HEAD, and do not stay open', async () => {
    const { status, headers } = await service.send('HEAD', '/revocations/stream', undefined, {
      headers: basic(feed.credentials),
    });

    expect([status, headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    await eventually(openStreams, 0);
  });
});

// These come last: the tests above would read all entries to find the end of the feed.
describe('with a feed of 40,000 entries', () => {
  let end: number;

  // The server doubles the rows, because Sequelize takes a minute for a statement with all values.
  beforeAll(async () => {
    const [now] = new Date().toISOString().replace('T', ' ').split('Z');
    const revokedAt = `'${now} +00:00'`;
    const id = (position: string) => `substr(id, 1, 24) || printf('%012x', ${position})`;
    const heads = await service.rows<{ position: number }>('SELECT position FROM revocation_head');
    const earlier = Number(heads[0]?.position);
    end = earlier + ENTRIES;
    await service.execute(`UPDATE revocation_head SET position = ${end}`);
    await service.execute(
      `INSERT INTO revocations (position, id, type, subject, revoked_at)
       VALUES (${earlier + 1}, '${uuidv7()}', 'session', '${uuidv7()}', ${revokedAt})`,
    );
    for (let count = 1; count < ENTRIES; count *= 2) {
      await service.execute(
        `INSERT INTO revocations (position, id, type, subject, revoked_at)
         SELECT position + ${count}, ${id(`position + ${count}`)}, type, subject, revoked_at
         FROM revocations WHERE position > ${earlier} AND position <= ${end - count}`,
      );
    }
  });

  it('27 readers that disconnect at once cost a few pages in total, not the whole feed for each', async () => {
    const pages = countPages();

    await openUnread(READERS);
    for (const socket of sockets) socket.destroy();
    await eventually(openStreams, 0);
    await sleep(300);

    expect(pages()).toBeLessThan(READERS * 4);
  });

  // It takes UNREAD_TIMEOUT_MS, which begins when the network buffers are full.
  it('27 readers that never read cost less than 150 MB in total, and are disconnected', async () => {
    const pages = countPages();
    const before = process.memoryUsage().rss;

    await openUnread(READERS);
    await eventually(openStreams, READERS, 20_000);
    await eventually(openStreams, 0, 90_000);

    expect(pages()).toBeLessThan((READERS * ENTRIES) / PAGE / 4);
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
  }, 120_000);

  it('a reader that reads gets every entry once, in order', async () => {
    const stream = await feed.follow();

    await eventually(() => stream.of('heartbeat').length, 1, 30_000);

    const ids = stream.of('revocation').map(({ id }) => positionOf(id));
    expect(ids).toEqual(Array.from({ length: end }, (_, index) => index + 1));
  }, 60_000);
});

it('a reader that reads nothing does not delay the shutdown of the service', async () => {
  await openUnread(1);
  await eventually(openStreams, 1);

  service.app.get(RevocationStreams).beforeApplicationShutdown();

  await eventually(openStreams, 0);
});
