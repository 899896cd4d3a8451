import { createApp } from '../../src/startup/app.js';
import { Log } from '../../src/common/logging.js';
import { loadConfig } from '../../src/config/load-config.js';
import { RevocationPoller } from '../../src/revocations/revocation-poller.js';
import { DatabaseCopy, executeIn } from '../support/database-copy.js';
import { findingsIn } from '../support/diagnosis.js';
import { useFeedKit } from '../support/feed-kit.js';
import { decodeJwt } from '../support/jwt.js';
import type { Person } from '../support/people.js';
import { basic } from '../support/service-clients.js';
import { TEST_ENVIRONMENT } from '../support/service.js';
import { eventually } from '../support/verifier-kit.js';

const feed = useFeedKit();
const { service } = feed;
const execute = (...statements: string[]) => executeIn(service.databaseUrl, statements);
const currentEpoch = async () =>
  (await service.rows<{ epoch: string }>('SELECT epoch FROM revocation_head'))[0]?.epoch;
const sidOf = ({ token }: Person) => String(decodeJwt(token).sid);
const people = (count: number) => Promise.all(Array.from({ length: count }, () => service.person()));
const statusOf = async ({ token }: Person) => (await service.get('/protected', { token })).status;
const refreshOf = async ({ refreshToken }: Person) =>
  (await service.post('/refresh', { refreshToken })).status;
const note = async () => (await service.get('/health/ready')).body.parts.revocations as string;

/** Makes the replica read all entries and repair faults. */
const readAll = () => service.app.get(RevocationPoller).poll();
// Otherwise a fault left by the previous test would be repaired during this one.
beforeEach(readAll);

/** Damages the tables and waits until the replica has noticed. Only a restore brings back an earlier epoch. */
async function harmed(work: () => Promise<unknown>): Promise<void> {
  const before = await currentEpoch();
  await work();
  await readAll();
  expect(await currentEpoch()).not.toBe(before);
}

/** Returns the responses of page and stream to a cursor. */
async function answersTo(cursor: string): Promise<unknown[]> {
  const headers = { ...basic(feed.credentials), 'last-event-id': cursor };
  const [page, stream] = [await feed.page(cursor), await service.get('/revocations/stream', { headers })];
  return [page, stream].map(({ status, body }) => `${status} ${body.code}`);
}

const GONE = ['410 cursor_gone', '410 cursor_gone'];

describe('a cursor is refused with 410 by page and by stream', () => {
  it('when it lies beyond the head', async () => {
    await feed.logout();
    const [epoch, position, mark] = (await feed.end()).split('.');

    expect(await answersTo(`${epoch}.${Number(position) + 1}.${mark}`)).toEqual(GONE);
  });

  it('when it belongs to another epoch, or comes from a version without epochs', async () => {
    await feed.logout();
    const [, position, mark] = (await feed.end()).split('.');

    expect(await answersTo(`019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c.${position}.${mark}`)).toEqual(GONE);
    expect(await answersTo('1')).toEqual(GONE);
  });

  it('when another entry has its position', async () => {
    await feed.logout();
    const [epoch, position] = (await feed.end()).split('.');

    expect(await answersTo(`${epoch}.${position}.0123456789ab`)).toEqual(GONE);
    expect(await answersTo(`${epoch}.${position}`)).toEqual(GONE);
  });

  it('but not when its entry and all before it were deleted on schedule', async () => {
    await feed.logout();
    const cursor = await feed.end();
    await service.execute("UPDATE revocations SET revoked_at = '2020-01-01 00:00:00.000'");
    await feed.logout();
    await service.execute("DELETE FROM revocations WHERE revoked_at < '2021-01-01 00:00:00.000'");

    const { status, body } = await feed.page(cursor);

    expect([status, body.revocations.length]).toEqual([200, 1]);
  });
});

describe('when the database is set back under a running replica', () => {
  it('eight of eight logouts stay in effect for access and refresh tokens, and are in the feed again', async () => {
    await feed.logout();
    const eight = await people(8);
    const copy = await DatabaseCopy.of(service.databaseUrl);
    await Promise.all(eight.map(feed.logout));
    const cursor = await feed.end();

    await harmed(() => copy.restore());

    expect(await Promise.all(eight.map(statusOf))).toEqual(eight.map(() => 401));
    expect(await Promise.all(eight.map(refreshOf))).toEqual(eight.map(() => 401));
    expect((await feed.readToEnd()).ids).toEqual(expect.arrayContaining(eight.map(sidOf)));
    expect(await answersTo(cursor)).toEqual(GONE);
  });

  it('a logout that takes the position of a lost one takes effect too', async () => {
    const [lost, next] = (await people(2)) as [Person, Person];
    const copy = await DatabaseCopy.of(service.databaseUrl);
    await feed.logout(lost);
    const { revocations } = (await feed.page()).body;

    await harmed(async () => {
      await copy.restore();
      await feed.logout(next);
    });

    expect([await statusOf(lost), await statusOf(next)]).toEqual([401, 401]);
    const { ids } = await feed.readToEnd();
    expect(ids).toEqual(expect.arrayContaining([sidOf(lost), sidOf(next)]));
    expect(ids.length).toBeGreaterThan(revocations.length);
  });

  it('the end of all sessions of a user stays in effect', async () => {
    const person = await service.person();
    const copy = await DatabaseCopy.of(service.databaseUrl);
    await service.delete('/sessions', undefined, { token: person.token });

    await harmed(() => copy.restore());

    expect([await statusOf(person), await refreshOf(person)]).toEqual([401, 401]);
  });

  it('streams end, so that readers notice', async () => {
    await feed.logout();
    const copy = await DatabaseCopy.of(service.databaseUrl);
    await feed.logout();
    const stream = await feed.follow(await feed.end());

    await harmed(() => copy.restore());

    await eventually(() => stream.hasEnded, true);
  });

  it('ready stays 200 and reports what happened, like the log and the doctor', async () => {
    await feed.logout();
    const copy = await DatabaseCopy.of(service.databaseUrl);
    await feed.logout();
    await harmed(() => copy.restore());

    await eventually(async () => (await note()).includes('went back to an earlier state'), true);
    expect(await note()).toContain('npm run cli -- after-restore');
    expect(service.logLines.join('')).toContain('does not continue what was read before');
    expect((await findingsIn({ DATABASE_URL: service.databaseUrl }))['revocation feed']).toMatchObject({
      level: 'warning',
      text: expect.stringContaining('went back to an earlier state'),
    });
  });
});

describe('when rows of the feed are deleted by hand', () => {
  it('an emptied table is filled again with the entries that the replica has in memory', async () => {
    const person = await service.person();
    await feed.logout(person);

    await harmed(() => execute('DELETE FROM revocations'));

    expect(await statusOf(person)).toBe(401);
    expect((await feed.readToEnd()).ids).toContain(sidOf(person));
    await eventually(async () => (await note()).includes('had been deleted'), true);
  });

  it('the head is created again with another epoch, and no logout returns 500', async () => {
    const both = (await people(2)) as [Person, Person];
    await feed.logout(both[0]);
    const before = await currentEpoch();
    await execute('DELETE FROM revocation_head');

    const { status } = await service.post('/logout', undefined, { token: both[1].token });
    expect([204, 503]).toContain(status);
    await eventually(async () => (await feed.page()).status, 200);
    await feed.logout(both[1].token && status === 503 ? both[1] : undefined);

    expect(await currentEpoch()).not.toBe(before);
    expect(await Promise.all(both.map(statusOf))).toEqual([401, 401]);
  });

  it('a head that was set back is moved forward, and no logout returns 500', async () => {
    const person = await service.person();
    await feed.logout();
    await execute('UPDATE revocation_head SET position = 0');

    const { status } = await service.post('/logout', undefined, { token: person.token });
    expect([204, 503]).toContain(status);
    await feed.logout();

    const isBehind = `SELECT id FROM revocation_head
      WHERE position < (SELECT MAX(position) FROM revocations)`;
    await eventually(async () => (await service.rows(isBehind)).length, 0);
    await eventually(() => statusOf(person), status === 204 ? 401 : 200);
  });

  it('a replica that starts without a head creates it, and refuses the tokens that the entries revoke', async () => {
    const person = await service.person();
    await feed.logout(person);
    await execute('DELETE FROM revocation_head');
    const config = loadConfig({ ...TEST_ENVIRONMENT, DATABASE_URL: service.databaseUrl });
    const app = await createApp(config, new Log('silent'));
    await app.listen(0, '127.0.0.1');

    const headers = { authorization: `Bearer ${person.token}` };
    const { status } = await fetch(`${await app.getUrl()}/protected`, { headers });
    await app.close();

    expect(status).toBe(401);
    expect(await service.rows('SELECT id FROM revocation_head')).toHaveLength(1);
  });
});
