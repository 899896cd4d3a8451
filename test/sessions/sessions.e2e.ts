import { RevocationMemory } from '../../src/revocations/revocation-memory.js';
import { RevocationPoller } from '../../src/revocations/revocation-poller.js';
import { decodeJwt } from '../support/jwt.js';
import { type Person } from '../support/people.js';
import { basic, makeServiceClient, postForm } from '../support/service-clients.js';
import { useService } from '../support/service.js';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';
const service = useService();

const signInAgain = async ({ name, password }: Person, headers = {}) =>
  (await service.post('/login', { name, password }, { headers })).body as Person;
const sessionOf = ({ token }: { token: string }) => String(decodeJwt(token).sid);
const isRefused = async ({ token, refreshToken }: { token: string; refreshToken: string }) => {
  const answers = [
    await service.get('/protected', { token }),
    await service.post('/refresh', { refreshToken }),
  ];
  return answers.every(({ status }) => status === 401);
};

describe('my sessions', () => {
  it('are listed with their details, and the current one is marked', async () => {
    const person = await service.person();
    const other = await signInAgain(person, { 'user-agent': FIREFOX });

    const { body } = await service.get('/sessions', { token: person.token });

    expect(body).toHaveLength(2);
    expect(body.find(({ current }: { current: boolean }) => current).id).toBe(sessionOf(person));
    expect(body.find(({ id }: { id: string }) => id === sessionOf(other))).toEqual({
      id: sessionOf(other),
      current: false,
      device: 'Firefox on Linux',
      userAgent: FIREFOX,
      address: '127.0.0.1',
      createdAt: expect.any(String),
      lastUsedAt: expect.any(String),
      expiresAt: expect.any(String),
    });
  });

  it('continue after a logout, except for the one that is signed out, whose tokens are refused at once', async () => {
    const person = await service.person();
    const other = await signInAgain(person);

    const { status } = await service.post('/logout', undefined, { token: person.token });

    expect(status).toBe(204);
    expect(await isRefused(person)).toBe(true);
    expect((await service.get('/protected', { token: other.token })).status).toBe(200);
  });

  it('can be ended one by one, but only by their owner', async () => {
    const [person, stranger] = [await service.person(), await service.person()];
    const other = await signInAgain(person);
    const path = `/sessions/${sessionOf(other)}`;

    const refused = await service.delete(path, undefined, { token: stranger.token });
    const ended = await service.delete(path, undefined, { token: person.token });
    const again = await service.delete(path, undefined, { token: person.token });

    expect([refused.body.code, ended.status, again.body.code]).toEqual([
      'session_not_found',
      204,
      'session_not_found',
    ]);
    expect(await isRefused(other)).toBe(true);
    expect((await service.get('/protected', { token: person.token })).status).toBe(200);
  });

  it('can be ended all together', async () => {
    const person = await service.person();
    const other = await signInAgain(person);

    await service.delete('/sessions', undefined, { token: person.token });

    expect(await isRefused(person)).toBe(true);
    expect(await isRefused(other)).toBe(true);
    expect((await service.get('/protected', { token: (await signInAgain(person)).token })).status).toBe(200);
  });

  it('end when the password changes, except for the current one', async () => {
    const person = await service.person();
    const other = await signInAgain(person);
    const change = { currentPassword: person.password, newPassword: 'herons borrow umbrellas' };

    await service.post('/me/password', change, { token: person.token });

    expect(await isRefused(other)).toBe(true);
    expect((await service.get('/protected', { token: person.token })).status).toBe(200);
    expect((await service.post('/refresh', { refreshToken: person.refreshToken })).status).toBe(200);
  });
});

describe("a user's sessions", () => {
  it('can be listed and ended by an admin', async () => {
    const person = await service.person();
    const { token } = await service.admin();
    const path = `/users/${person.id}/sessions`;

    const listed = await service.get(path, { token });
    const ended = await service.delete(path, undefined, { token });

    expect(listed.body.map(({ id }: { id: string }) => id)).toEqual([sessionOf(person)]);
    expect(ended.status).toBe(204);
    expect(await isRefused(person)).toBe(true);
    expect((await service.get(path, { token })).body).toEqual([]);
  });

  it('end when the user is disabled or deleted, and stay ended', async () => {
    const [disabled, deleted] = [await service.person(), await service.person()];
    const { token } = await service.admin();

    await service.patch(`/users/${disabled.id}`, { disabled: true }, { token });
    await service.delete(`/users/${deleted.id}`, undefined, { token });
    await service.patch(`/users/${disabled.id}`, { disabled: false }, { token });

    expect(await isRefused(disabled)).toBe(true);
    expect(await isRefused(deleted)).toBe(true);
    expect((await service.get('/protected', { token: (await signInAgain(disabled)).token })).status).toBe(
      200,
    );
  });

  it('must be refreshed when a role is removed', async () => {
    const person = await service.person();
    const { token } = await service.admin();
    await service.put('/roles/editor', { description: '' }, { token });
    await service.patch(`/users/${person.id}`, { roles: ['user', 'editor'] }, { token });
    const editor = await signInAgain(person);

    await service.delete('/roles/editor', undefined, { token });

    expect((await service.get('/protected', { token: editor.token })).status).toBe(401);
    const { body } = await service.post('/refresh', { refreshToken: editor.refreshToken });
    expect(decodeJwt(body.token).roles).toEqual(['user']);
  });
});

describe('checking a token', () => {
  it('sends no statement to the database', async () => {
    const { token } = await service.person();
    const check = () => service.get('/protected', { token });

    const first = await service.statementsOf(check);
    const hundred = await service.statementsOf(() => Promise.all(Array.from({ length: 100 }, check)));

    expect([first, hundred]).toEqual([[], []]);
  });

  it('returns 503 when the revocations are stale', async () => {
    const { token } = await service.person();
    const memory = service.app.get(RevocationMemory);
    jest.spyOn(memory.freshness, 'isStale', 'get').mockReturnValue(true);

    const { status, headers } = await service.get('/protected', { token });
    jest.restoreAllMocks();

    expect([status, headers.get('retry-after')]).toEqual([503, '1']);
    expect((await service.get('/protected', { token })).status).toBe(200);
  });

  it('refuses the token of an ended session even after the clock was an hour ahead for a while', async () => {
    const { token } = await service.person();
    await service.post('/logout', undefined, { token });
    service.travel(3600);
    await service.app.get(RevocationPoller).poll();
    jest.restoreAllMocks();

    expect((await service.get('/protected', { token })).status).toBe(401);
  });

  it('refuses the token of a session that ended while the clock was an hour behind', async () => {
    const { token, refreshToken } = await service.person();
    const client = await makeServiceClient(service, await service.admin());
    service.travel(-3600);
    await postForm(service, '/oauth/revoke', { token: refreshToken }, basic(client));
    await service.app.get(RevocationPoller).poll();
    jest.restoreAllMocks();

    expect((await service.get('/protected', { token })).status).toBe(401);
  });

  it('accepts no token longer than its lifetime, even if the clock was ahead at the refresh', async () => {
    const { refreshToken } = await service.person();
    service.travel(86_400);
    const ahead = await service.post('/refresh', { refreshToken });
    jest.restoreAllMocks();

    const { body } = await service.post('/refresh', { refreshToken: ahead.body.refreshToken });

    expect(Number(decodeJwt(body.token).exp)).toBeLessThanOrEqual(Date.now() / 1000 + body.expiresIn);
  });

  it('fails after the expiry of a token that was cached', async () => {
    const { token } = await service.person();
    await service.get('/protected', { token });
    service.travel(901);

    const { status } = await service.get('/protected', { token });
    jest.restoreAllMocks();

    expect(status).toBe(401);
  });
});
