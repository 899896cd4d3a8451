import { AGENT, AuditKit, type StoredEvent } from '../support/audit-kit.js';
import type { Answer, RequestOptions } from '../support/client.js';
import { freshName, PASSWORD, type Person } from '../support/people.js';
import { useService } from '../support/service.js';
import { clientToken, makeServiceClient } from '../support/service-clients.js';

const service = useService();
const kit = new AuditKit(service);
let admin: Person;
beforeAll(async () => void (admin = await service.admin()));

const FROM = { address: '127.0.0.1', userAgent: AGENT };

/** Returns an expected event with the origin of the tests. */
function event(type: string, actor: string | null, subject: string | null, detail: object = {}): StoredEvent {
  return { type, actor, subject, detail, ...FROM };
}

const byAdmin = (send: (options: RequestOptions) => Promise<Answer>) => kit.around(send, admin.token);

describe('an action of a user is recorded once:', () => {
  it('registering', async () => {
    const body = { name: freshName(), password: PASSWORD };
    const answer = await kit.around((options) => service.post('/register', body, options));

    const { id } = answer.body.user;
    expect(answer.events).toEqual([event('user.registered', id, id, { roles: ['user'] })]);
  });

  it('signing in', async () => {
    const { name, password, id } = await service.person();
    const { body, events } = await kit.around((options) =>
      service.post('/login', { name, password }, options),
    );

    const [session] = body.refreshToken.split('.');
    expect(events).toEqual([event('login.succeeded', id, id, { session })]);
  });

  it('failing to sign in, with the account if it exists', async () => {
    const { name, id } = await service.person();
    const tries = await Promise.all(
      [name, 'nobody-of-that-name'].map((typed) =>
        kit.around((options) => service.post('/login', { name: typed, password: 'wrong' }, options)),
      ),
    );

    expect(tries.map(({ status }) => status)).toEqual([401, 401]);
    expect(tries.map(({ events }) => events)).toEqual([
      [event('login.failed', null, id, { reason: 'password' })],
      [event('login.failed', null, null, { reason: 'unknown' })],
    ]);
  });

  it('failing to sign in because the account is disabled', async () => {
    const { name, password, id } = await service.person();
    await service.patch(`/users/${id}`, { disabled: true }, { token: admin.token });
    const { events } = await kit.around((options) => service.post('/login', { name, password }, options));

    expect(events).toEqual([event('login.failed', null, id, { reason: 'disabled' })]);
  });

  it('reusing a refresh token, with its caller, while a refresh is not recorded', async () => {
    const strict = await service.person();
    const [session] = strict.refreshToken.split('.');
    const refresh = (refreshToken: string) =>
      kit.around((options) => service.post('/refresh', { refreshToken }, options));

    const first = await refresh(strict.refreshToken);
    const second = await refresh(first.body.refreshToken);
    const replay = await refresh(strict.refreshToken);
    const again = await refresh(strict.refreshToken);

    expect([first.events, second.events, again.events]).toEqual([[], [], []]);
    expect(replay.events).toEqual([event('session.reuse_detected', null, strict.id, { session })]);
  });

  it('signing out, also by cookie', async () => {
    const { id, token, refreshToken, name, password } = await service.person();
    const out = await kit.around((options) => service.post('/logout', undefined, options), token);
    const login = await service.post('/login?cookie=true', { name, password });
    const cookie = (login.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const byCookie = await kit.around((options) => service.post('/logout', undefined, options), undefined, {
      cookie,
      origin: 'https://auth.example.com',
    });

    const [session] = refreshToken.split('.');
    expect(out.events).toEqual([event('session.ended', id, id, { session })]);
    expect(byCookie.status).toBe(204);
    expect(byCookie.events).toEqual([event('session.ended', id, id, { session: expect.any(String) })]);
  });

  it('ending sessions', async () => {
    const { id, token, refreshToken } = await service.person();
    const [session] = refreshToken.split('.');
    const other = await service.person();

    const strange = await kit.around(
      (options) => service.delete(`/sessions/${session}`, undefined, options),
      other.token,
    );
    const mine = await service.post('/login', { name: other.name, password: other.password });
    const [another] = mine.body.refreshToken.split('.');
    const one = await kit.around(
      (options) => service.delete(`/sessions/${another}`, undefined, options),
      other.token,
    );
    const all = await kit.around((options) => service.delete('/sessions', undefined, options), token);

    expect(strange.events).toEqual([]);
    expect(one.events).toEqual([event('session.ended', other.id, other.id, { session: another })]);
    expect(all.events).toEqual([event('session.all_ended', id, id)]);
  });

  it('changing the own account, with only the names of the fields', async () => {
    const { id, token } = await service.person({ email: 'first@example.com' });
    const change = (body: object) => kit.around((options) => service.patch('/me', body, options), token);

    const changed = await change({ name: freshName(), email: 'second@example.com' });
    const same = await change({ email: 'second@example.com' });

    expect(changed.events).toEqual([event('user.changed', id, id, { fields: ['name', 'email'] })]);
    expect(same.events).toEqual([]);
  });

  it('changing the password, and trying to with a wrong password', async () => {
    const { id, token, password } = await service.person();
    const change = (currentPassword: string) =>
      kit.around(
        (options) =>
          service.post('/me/password', { currentPassword, newPassword: 'a new one, long' }, options),
        token,
      );

    expect((await change('wrong')).events).toEqual([event('password.refused', id, id)]);
    expect((await change(password)).events).toEqual([event('password.changed', id, id)]);
  });

  it('deleting the own account; its events stay', async () => {
    const { id, token, password } = await service.person();
    const remove = (claim: string) =>
      kit.around((options) => service.delete('/me', { password: claim }, options), token);
    const [wrong, right] = [await remove('wrong'), await remove(password)];

    expect(wrong.events).toEqual([event('password.refused', id, id)]);
    expect(right.events).toEqual([event('user.deleted', id, id)]);
    expect((await kit.stored(`subject = '${id}'`)).map(({ type }) => type)).toEqual([
      'user.registered',
      'login.succeeded',
      'password.refused',
      'user.deleted',
    ]);
  });
});

describe('an action of an admin is recorded once:', () => {
  it('creating, changing and deleting a user', async () => {
    const body = { name: freshName(), password: PASSWORD };
    const made = await byAdmin((options) => service.post('/users', body, options));
    const path = `/users/${made.body.id}`;
    const changes = { name: freshName(), disabled: true, roles: ['admin'] };
    const changed = await byAdmin((options) => service.patch(path, changes, options));
    const enabled = await byAdmin((options) => service.patch(path, { disabled: false }, options));
    const ended = await byAdmin((options) => service.delete(`${path}/sessions`, undefined, options));
    const deleted = await byAdmin((options) => service.delete(path, undefined, options));

    const one = (type: string, detail?: object) => event(type, admin.id, made.body.id, detail);
    expect(made.events).toEqual([one('user.created', { roles: ['user'] })]);
    expect(changed.events).toEqual([
      one('user.changed', { fields: ['name'] }),
      one('user.disabled'),
      one('user.roles_changed', { added: ['admin'], removed: ['user'] }),
    ]);
    expect(enabled.events).toEqual([one('user.enabled')]);
    expect(ended.events).toEqual([one('session.all_ended')]);
    expect(deleted.events).toEqual([one('user.deleted')]);
  });

  it('creating and deleting a role', async () => {
    const description = 'Cuts pebbles';
    const put = await byAdmin((options) => service.put('/roles/cutter', { description }, options));
    const { id } = await service.person();
    await service.patch(`/users/${id}`, { roles: ['cutter'] }, { token: admin.token });
    const removed = await byAdmin((options) => service.delete('/roles/cutter', undefined, options));
    const gone = await byAdmin((options) => service.delete('/roles/cutter', undefined, options));

    expect(put.events).toEqual([event('role.put', admin.id, 'cutter')]);
    expect(removed.events).toEqual([event('role.removed', admin.id, 'cutter', { holders: 1 })]);
    expect(gone.events).toEqual([]);
  });

  it('creating, changing and deleting a service client', async () => {
    const made = await byAdmin((options) => service.post('/clients', { name: 'orders' }, options));
    const path = `/clients/${made.body.id}`;
    const steps = [
      await byAdmin((options) => service.patch(path, { name: 'orders', scopes: ['a'] }, options)),
      await byAdmin((options) => service.post(`${path}/secrets`, undefined, options)),
      await byAdmin((options) => service.delete(`${path}/secrets/previous`, undefined, options)),
      await byAdmin((options) => service.delete(`${path}/secrets/previous`, undefined, options)),
      await byAdmin((options) => service.delete(path, undefined, options)),
      await byAdmin((options) => service.delete(path, undefined, options)),
    ];

    const one = (type: string, detail?: object) => event(type, admin.id, made.body.id, detail);
    expect(made.events).toEqual([one('client.created', { scopes: [] })]);
    expect(steps.map(({ events }) => events)).toEqual([
      [one('client.changed', { fields: ['scopes'] })],
      [one('client.secret_rotated')],
      [one('client.secret_removed')],
      [],
      [one('client.removed')],
      [],
    ]);
  });
});

describe('an action of another actor is recorded once:', () => {
  it('a service client that revokes tokens', async () => {
    const client = await makeServiceClient(service, admin);
    const person = await service.person();
    const revoke = (token: string) =>
      kit.around(
        ({ headers }) =>
          service.post('/oauth/revoke', undefined, { raw: new URLSearchParams({ token }), headers }),
        undefined,
        { authorization: client.basic },
      );

    const own = await revoke(await clientToken(service, client));
    const persons = await revoke(person.token);

    const [session] = person.refreshToken.split('.');
    expect(own.events).toEqual([event('token.revoked', client.id, client.id, { token: expect.any(String) })]);
    expect(persons.events).toEqual([event('session.ended', client.id, person.id, { session })]);
  });

  it('the service itself at its first start', async () => {
    const nowhere = { address: '', userAgent: '' };

    expect(await kit.stored("actor = 'system'")).toEqual([
      { ...event('keys.rotated', 'system', expect.any(String) as never), ...nowhere },
      { ...event('user.created', 'system', admin.id, { roles: ['admin', 'user'] }), ...nowhere },
    ]);
  });
});
