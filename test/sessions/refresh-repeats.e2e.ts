import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';

import { Unavailable } from '../../src/common/common.errors.js';
import { RefreshAnswers } from '../../src/sessions/refresh-answers.js';
import { AccessTokensService } from '../../src/tokens/access-tokens.service.js';
import { type Answer, patiently } from '../support/client.js';
import { onServers } from '../support/database.js';
import { decodeJwt } from '../support/jwt.js';
import { useService } from '../support/service.js';

const HOURS = 3600;
const service = useService({ REFRESH_GRACE: '3s' });
afterEach(() => jest.restoreAllMocks());

const withKey = (key?: string) => (key === undefined ? {} : { headers: { 'idempotency-key': key } });
const refresh = (refreshToken: string, key?: string) =>
  service.post('/refresh', { refreshToken }, withKey(key));
const successorOf = ({ body }: Answer) => body.refreshToken as string;
const thefts = () => service.rows("SELECT id FROM audit_events WHERE type = 'session.reuse_detected'");

/** Sends a refresh that is committed, although its response is 503. */
async function commitUnanswered(refreshToken: string, key?: string): Promise<Answer> {
  const broken = jest
    .spyOn(service.app.get(AccessTokensService), 'issue')
    .mockRejectedValueOnce(new Unavailable('The database does not answer.'));
  const answer = await refresh(refreshToken, key);
  broken.mockRestore();
  return answer;
}

describe('a refresh that was never answered', () => {
  it('may be repeated hours later, until its response has been sent', async () => {
    const { refreshToken } = await service.person();
    const before = await thefts();

    const lost = await commitUnanswered(refreshToken);
    service.travel(3 * HOURS);
    const again = await refresh(refreshToken);

    expect([lost.status, again.status]).toEqual([503, 200]);
    expect((await service.get('/protected', { token: again.body.token })).status).toBe(200);
    expect((await refresh(successorOf(again))).status).toBe(200);
    expect(await thefts()).toEqual(before);
  });

  it('gives all clients that repeat it at once the same successor', async () => {
    const { refreshToken } = await service.person();
    await commitUnanswered(refreshToken);
    service.travel(3 * HOURS);

    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(refreshToken)));

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(successorOf)).size).toBe(1);
  });

  it('ends the session when it is repeated a day later', async () => {
    const { refreshToken } = await service.person();
    await commitUnanswered(refreshToken);
    service.travel(24 * HOURS + 1);

    expect((await refresh(refreshToken)).status).toBe(401);
    service.travel(0);
    expect((await refresh(refreshToken)).status).toBe(401);
  });

  it('is not confused with one that was answered, even if the answer is recorded only after REFRESH_GRACE', async () => {
    const people = [await service.person(), await service.person()];
    await refresh(people[0]!.refreshToken);
    service.travel(HOURS);
    await refresh(people[1]!.refreshToken);
    await service.app.get(RefreshAnswers).flush();

    const again = await Promise.all(people.map(({ refreshToken }) => refresh(refreshToken)));

    expect(again.map(({ status }) => status)).toEqual([401, 200]);
  });

  it('is distinguished from one whose response a client has received, after that is recorded', async () => {
    const { id, refreshToken } = await service.person();
    const { body: next } = await refresh(refreshToken);
    await service.app.get(RefreshAnswers).flush();
    const [row] = await service.rows(`SELECT is_unanswered FROM sessions WHERE user_id = '${id}'`);
    service.travel(4);

    expect(row).toEqual({ is_unanswered: 0 });
    expect((await refresh(refreshToken)).status).toBe(401);
    expect((await refresh(next.refreshToken)).status).toBe(401);
  });

  it('may be repeated until REFRESH_GRACE after its response', async () => {
    const { refreshToken } = await service.person();
    await commitUnanswered(refreshToken);
    service.travel(3 * HOURS);

    const [first, tab] = [await refresh(refreshToken), await refresh(refreshToken)];
    service.travel(3 * HOURS + 4);
    const late = await refresh(refreshToken);

    expect([first.status, tab.status, late.status]).toEqual([200, 200, 401]);
    expect((await refresh(successorOf(first))).status).toBe(401);
  });

  it('may be repeated when its client disconnected before the response', async () => {
    const { refreshToken } = await service.person();
    const tokens = service.app.get(AccessTokensService);
    const answer = tokens.issue.bind(tokens);
    const gone = new AbortController();
    jest.spyOn(tokens, 'issue').mockImplementationOnce(async (grant) => {
      gone.abort();
      await sleep(100);
      return answer(grant);
    });
    const signal = gone.signal;
    await expect(service.post('/refresh', { refreshToken }, { signal })).rejects.toThrow();
    await sleep(200);
    service.travel(HOURS);

    expect((await refresh(refreshToken)).status).toBe(200);
  });
});

describe('a stall of the database that lasts longer than REFRESH_GRACE', () => {
  const locks = {
    'the table of roles': ['LOCK TABLES user_roles WRITE', 'UNLOCK TABLES'],
    'the table of users': ['LOCK TABLES users WRITE', 'UNLOCK TABLES'],
    'the table of sessions': ['LOCK TABLES sessions WRITE', 'UNLOCK TABLES'],
    'writes to the table of sessions': ['LOCK TABLES sessions READ', 'UNLOCK TABLES'],
    'the rows of sessions': ['SELECT id FROM sessions FOR UPDATE', 'ROLLBACK'],
  };

  onServers().each(Object.entries(locks))(
    'at %s signs out no client that retries after Retry-After',
    async (_, sql) => {
      const { refreshToken } = await service.person();
      const before = await thefts();
      const connection = await createConnection(service.databaseUrl);
      await connection.query('SET autocommit = 0');
      await connection.query(sql[0] as string);

      const coming = patiently(() => refresh(refreshToken));
      await sleep(5000);
      await connection.query(sql[1] as string);
      await connection.end();
      const answer = await coming;

      expect(answer.status).toBe(200);
      expect((await refresh(successorOf(answer))).status).toBe(200);
      expect(await thefts()).toEqual(before);
    },
    30_000,
  );
});

describe('Idempotency-Key', () => {
  it('returns the same successor and a valid token when the response was lost hours ago', async () => {
    const { refreshToken } = await service.person();
    const key = randomUUID();
    const lost = await refresh(refreshToken, key);
    service.travel(30 * HOURS);

    const again = await refresh(refreshToken, key);

    expect(again.status).toBe(200);
    expect(successorOf(again)).toBe(successorOf(lost));
    expect(decodeJwt(again.body.token).exp).toBeGreaterThan(Date.now() / 1000 + 30 * HOURS);
    expect((await service.get('/protected', { token: again.body.token })).status).toBe(200);
    expect((await refresh(successorOf(again), randomUUID())).status).toBe(200);
  });

  it('returns one successor to twenty simultaneous requests, the first time and hours later', async () => {
    const { id, refreshToken } = await service.person();
    const key = randomUUID();
    const crowd = () => Promise.all(Array.from({ length: 20 }, () => refresh(refreshToken, key)));

    const first = await crowd();
    service.travel(3 * HOURS);
    const answers = [...first, ...(await crowd())];

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(successorOf)).size).toBe(1);
    expect(await service.rows(`SELECT id FROM sessions WHERE user_id = '${id}'`)).toHaveLength(1);
  });

  it.each([
    ['another key', randomUUID(), randomUUID()],
    ['no key', randomUUID(), undefined],
    ['a key where there was none', undefined, randomUUID()],
  ])(
    'does not prevent the detection of a token that is reused after REFRESH_GRACE with %s',
    async (_, key, other) => {
      const { refreshToken } = await service.person();
      const { body: next } = await refresh(refreshToken, key);
      const before = (await thefts()).length;
      service.travel(4);

      expect((await refresh(refreshToken, other)).status).toBe(401);
      expect((await refresh(next.refreshToken, key)).status).toBe(401);
      expect((await service.get('/protected', { token: next.token })).status).toBe(401);
      expect(await thefts()).toHaveLength(before + 1);
    },
  );

  it('is accepted only while the successor is unused', async () => {
    const { refreshToken } = await service.person();
    const key = randomUUID();
    const { body: next } = await refresh(refreshToken, key);
    await refresh(next.refreshToken, randomUUID());

    expect((await refresh(refreshToken, key)).status).toBe(401);
  });

  it('is bound to its token: with the next token, it requests a new successor', async () => {
    const { refreshToken } = await service.person();
    const key = randomUUID();
    const next = await refresh(refreshToken, key);
    const second = await refresh(successorOf(next), key);
    service.travel(3 * HOURS);
    const again = await refresh(successorOf(next), key);

    expect([next.status, second.status, again.status]).toEqual([200, 200, 200]);
    expect(successorOf(again)).toBe(successorOf(second));
    expect((await refresh(refreshToken, key)).status).toBe(401);
  });

  it('is refused after the end of the session', async () => {
    const { token, refreshToken } = await service.person();
    const key = randomUUID();
    const { body: next } = await refresh(refreshToken, key);
    await service.post('/logout', undefined, { token: next.token ?? token });

    expect((await refresh(refreshToken, key)).status).toBe(401);
  });

  it('is stored only as a hash', async () => {
    const { refreshToken } = await service.person();
    const [first, second] = [randomUUID(), randomUUID()];
    await refresh(successorOf(await refresh(refreshToken, first)), second);

    const rows = JSON.stringify(await service.rows('SELECT * FROM sessions'));

    for (const key of [first, second]) expect(rows).not.toContain(key);
  });

  it.each(['', 'short', 'with a space', 'x'.repeat(256), 'ümlaut-key'])(
    '%j is refused with an error that names the header',
    async (key) => {
      const { refreshToken } = await service.person();

      const { status, body } = await refresh(refreshToken, key);

      expect([status, body.code, body.errors?.[0].field]).toEqual([
        400,
        'validation_failed',
        'Idempotency-Key',
      ]);
      expect((await refresh(refreshToken)).status).toBe(200);
    },
  );
});
