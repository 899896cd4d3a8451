import { randomBytes } from 'node:crypto';
import { decodeJwt } from '../support/jwt.js';
import { useService } from '../support/service.js';

const service = useService();
afterEach(() => jest.restoreAllMocks());

const refresh = (refreshToken: string) => service.post('/refresh', { refreshToken });
const at = <T>(count: number, one: () => Promise<T>) => Promise.all(Array.from({ length: count }, one));

describe('refreshing', () => {
  it('returns the same fields as a sign-in, for the same session', async () => {
    const { token, refreshToken } = await service.person();

    const { status, body } = await refresh(refreshToken);

    expect(status).toBe(200);
    expect(body).toMatchObject({
      msg: 'ok',
      tokenType: 'Bearer',
      expiresIn: 900,
      refreshToken: expect.any(String),
    });
    expect(body.refreshToken).not.toBe(refreshToken);
    expect(decodeJwt(body.token).sid).toBe(decodeJwt(token).sid);
    expect((await service.get('/protected', { token: body.token })).status).toBe(200);
  });

  it('returns the same successor to a hundred simultaneous requests, and the chain does not fork', async () => {
    const { id, refreshToken } = await service.person();

    const answers = await at(100, () => refresh(refreshToken));

    // A busy machine may refuse some with 503. All others get the same successor.
    const granted = answers.filter(({ status }) => status === 200);
    const successors = new Set(granted.map(({ body }) => body.refreshToken));
    expect(answers.filter(({ status }) => ![200, 503].includes(status))).toEqual([]);
    expect(granted.length).toBeGreaterThan(50);
    expect(successors.size).toBe(1);
    expect((await refresh([...successors][0] as string)).status).toBe(200);
    expect(await service.rows(`SELECT id FROM sessions WHERE user_id = '${id}'`)).toHaveLength(1);
  });

  it('returns the same successor again while it is unused', async () => {
    const { refreshToken } = await service.person();

    const [first, again] = [await refresh(refreshToken), await refresh(refreshToken)];

    expect(again.body.refreshToken).toBe(first.body.refreshToken);
    expect((await service.get('/protected', { token: again.body.token })).status).toBe(200);
  });

  it('ends the session when a token is repeated after its successor was used', async () => {
    const { refreshToken: stolen } = await service.person();
    const { body: next } = await refresh(stolen);
    const { body: newest } = await refresh(next.refreshToken);

    const replay = await refresh(stolen);

    expect([replay.status, replay.body.code]).toEqual([401, 'invalid_refresh_token']);
    expect((await refresh(newest.refreshToken)).status).toBe(401);
    expect((await service.get('/protected', { token: newest.token })).status).toBe(401);
  });

  it('ends the session when any older token is used again', async () => {
    const { refreshToken: oldest } = await service.person();
    let current = oldest;
    for (let round = 0; round < 5; round++) current = (await refresh(current)).body.refreshToken;

    expect((await refresh(oldest)).status).toBe(401);
    expect((await refresh(current)).status).toBe(401);
  });

  it('ends the session when a token is repeated after REFRESH_GRACE', async () => {
    const { refreshToken } = await service.person();
    const { body } = await refresh(refreshToken);
    await service.get('/'); // by now the response is known to have been sent
    service.travel(11);

    expect((await refresh(refreshToken)).status).toBe(401);
    expect((await refresh(body.refreshToken)).status).toBe(401);
  });

  it('does not end a session when its secret is guessed wrongly', async () => {
    const { token, refreshToken } = await service.person();
    const guess = `${String(decodeJwt(token).sid)}.${randomBytes(48).toString('base64url')}`;

    expect((await refresh(guess)).status).toBe(401);
    expect((await refresh(refreshToken)).status).toBe(200);
  });

  it.each(['x', 'a.b', `${'0'.repeat(36)}.x`, '00000000-0000-7000-8000-000000000000.AAAA'])(
    'refuses %j',
    async (nonsense) => {
      const { status, body } = await refresh(nonsense);

      expect([status, body.code]).toEqual([401, 'invalid_refresh_token']);
    },
  );

  it('adds no rows to the database, however often it happens', async () => {
    const { id, refreshToken } = await service.person();
    let current = refreshToken;
    for (let round = 0; round < 20; round++) current = (await refresh(current)).body.refreshToken;

    expect(await service.rows(`SELECT id FROM sessions WHERE user_id = '${id}'`)).toHaveLength(1);
  });

  it('stores no refresh token in plain text', async () => {
    const { refreshToken } = await service.person();
    const { body } = await refresh(refreshToken);

    const rows = JSON.stringify(await service.rows('SELECT * FROM sessions'));

    for (const token of [refreshToken, body.refreshToken]) expect(rows).not.toContain(token.split('.')[1]);
  });

  it('returns a token with a changed role at once', async () => {
    const { id, refreshToken } = await service.person();
    await service.patch(
      `/users/${id}`,
      { roles: ['user', 'admin'] },
      { token: (await service.admin()).token },
    );

    const { body } = await refresh(refreshToken);

    expect(decodeJwt(body.token).roles).toEqual(['admin', 'user']);
    expect((await service.get('/users', { token: body.token })).status).toBe(200);
  });
});

describe('a session', () => {
  it('ends when it is not refreshed for SESSION_IDLE_TTL', async () => {
    const { refreshToken } = await service.person();
    service.travel(7 * 86_400 + 1);

    expect((await refresh(refreshToken)).status).toBe(401);
  });

  it('ends after SESSION_TTL, however often it was refreshed', async () => {
    let { refreshToken } = await service.person();
    for (let day = 5; day < 30; day += 5) {
      service.travel(day * 86_400);
      refreshToken = (await refresh(refreshToken)).body.refreshToken;
      expect(refreshToken).toEqual(expect.any(String));
    }
    service.travel(30 * 86_400 + 1);

    expect((await refresh(refreshToken)).status).toBe(401);
  });
});

describe('without REFRESH_GRACE', () => {
  const strict = useService({ REFRESH_GRACE: '0' });

  it('only one of a hundred simultaneous refreshes gets a successor, and the session ends', async () => {
    const { refreshToken } = await strict.person();

    const answers = await at(100, () => strict.post('/refresh', { refreshToken }));

    const granted = answers.filter(({ status }) => status === 200);
    expect(granted).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(99);
    expect((await strict.post('/refresh', { refreshToken: granted[0]?.body.refreshToken })).status).toBe(401);
    expect((await strict.get('/protected', { token: granted[0]?.body.token })).status).toBe(401);
  });
});
