import type { Answer } from '../support/client.js';
import { ADMIN, freshName, PASSWORD, type Person } from '../support/people.js';
import { useService } from '../support/service.js';

const service = useService();
let admin: Person;
beforeAll(async () => void (admin = await service.admin()));

const asAdmin = () => ({ token: admin.token });
const nextOf = ({ headers }: Answer) =>
  /<https:\/\/auth\.example\.com(.+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1];

async function walk(path: string): Promise<string[][]> {
  const page = await service.get(path, asAdmin());
  const next = nextOf(page);
  const names = page.body.map(({ name }: { name: string }) => name);
  return [names, ...(next ? await walk(next) : [])];
}

describe('GET /users', () => {
  it('returns every user once when its Link headers are followed', async () => {
    for (const letter of 'abcde') await service.person({ name: `walk-${letter}` });

    const pages = await walk('/users?limit=2&q=WALK-');

    expect(pages).toEqual([['walk-a', 'walk-b'], ['walk-c', 'walk-d'], ['walk-e']]);
  });

  it('also returns the cursor of the Link header separately, for clients that build URLs themselves', async () => {
    const { headers, body } = await service.get('/users?limit=1', asAdmin());
    const link = new URL(/<(.+)>/.exec(headers.get('link') ?? '')?.[1] ?? '');
    const cursor = headers.get('x-next-cursor') ?? '';

    const next = await service.get(`/users?limit=1&after=${cursor}`, asAdmin());
    const all = await service.get('/users?limit=200', asAdmin());

    expect(link.searchParams.get('after')).toBe(cursor);
    expect(next.body).toEqual([all.body[1]]);
    expect([body, all.headers.get('x-next-cursor')]).toEqual([[all.body[0]], null]);
  });

  it('searches a prefix literally: % and _ are no wildcards', async () => {
    await service.person({ name: 'under_score' });

    expect((await walk('/users?q=under_')).flat()).toEqual(['under_score']);
    expect((await walk('/users?q=un%25')).flat()).toEqual([]);
    expect((await walk('/users?q=u_der')).flat()).toEqual([]);
  });

  it.each(['limit=0', 'limit=201', 'limit=x', 'limit=1&limit=2', 'after=!!!', 'after=a%00', 'order=name'])(
    'refuses ?%s',
    async (query) => {
      const { status, body } = await service.get(`/users?${query}`, asAdmin());

      expect(status).toBe(400);
      expect(body.errors[0].field).toBe(query.split('=')[0]);
    },
  );
});

describe('managing users', () => {
  it('creates, reads, changes and deletes a user', async () => {
    const made = await service.post(
      '/users',
      { name: freshName(), password: PASSWORD, roles: ['user', 'admin'] },
      asAdmin(),
    );
    const path = `/users/${made.body.id}`;
    const name = freshName();

    const changed = await service.patch(path, { name, email: 'x@example.com', roles: [] }, asAdmin());

    expect(made.status).toBe(201);
    expect(changed.body).toMatchObject({ name, email: 'x@example.com', roles: [], disabled: false });
    expect((await service.get(path, asAdmin())).body).toEqual(changed.body);
    expect((await service.delete(path, undefined, asAdmin())).status).toBe(204);
    expect((await service.get(path, asAdmin())).body.code).toBe('user_not_found');
  });

  it('refuses roles that do not exist, and a name that is taken', async () => {
    const [one, other] = [await service.person(), await service.person()];

    const unknown = await service.patch(`/users/${one.id}`, { roles: ['wizard'] }, asAdmin());
    const taken = await service.patch(`/users/${one.id}`, { name: other.name.toUpperCase() }, asAdmin());

    expect(unknown.body).toMatchObject({ code: 'validation_failed', errors: [{ field: 'roles' }] });
    expect(taken.body.code).toBe('name_taken');
  });

  it('makes a new role take effect at the next sign-in', async () => {
    const person = await service.person();

    await service.patch(`/users/${person.id}`, { roles: ['user', 'admin'] }, asAdmin());
    const { body } = await service.post('/login', { name: person.name, password: person.password });

    expect((await service.get('/users', { token: body.token })).status).toBe(200);
  });

  it('removes the address when it is changed to null', async () => {
    const { id } = await service.person({ email: 'gone@example.com' });

    const { body } = await service.patch(`/users/${id}`, { email: null }, asAdmin());

    expect(body).toMatchObject({ email: null, emailVerified: false });
  });

  it('renames a user to another spelling of the same name', async () => {
    const { id } = await service.person({ name: 'same-name' });

    const { body } = await service.patch(`/users/${id}`, { name: 'Same-Name' }, asAdmin());

    expect(body.name).toBe('Same-Name');
  });
});

describe('the last admin', () => {
  it.each([
    ['lose the role', (id: string) => service.patch(`/users/${id}`, { roles: ['user'] }, asAdmin())],
    ['be disabled', (id: string) => service.patch(`/users/${id}`, { disabled: true }, asAdmin())],
    ['be deleted', (id: string) => service.delete(`/users/${id}`, undefined, asAdmin())],
    ['delete their own account', () => service.delete('/me', { password: ADMIN.password }, asAdmin())],
  ])('cannot %s', async (_, attempt) => {
    await service.execute(`DELETE FROM user_roles WHERE role_name = 'admin' AND user_id <> '${admin.id}'`);

    const { status, body } = await attempt(admin.id);

    expect(status).toBe(409);
    expect(body.code).toBe('last_admin');
    expect((await service.get('/users', asAdmin())).status).toBe(200);
  });

  it('keeps the role when several admins give it up at once', async () => {
    const others = await Promise.all([1, 2, 3].map(() => service.person()));
    for (const { id } of others) await service.patch(`/users/${id}`, { roles: ['admin'] }, asAdmin());
    const everyone = [admin.id, ...others.map(({ id }) => id)];

    const answers = await Promise.all(
      everyone.map((id) => service.patch(`/users/${id}`, { roles: ['user'] }, asAdmin())),
    );

    const admins = await service.rows(`SELECT user_id FROM user_roles WHERE role_name = 'admin'`);
    expect(admins.length).toBeGreaterThanOrEqual(1);
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    await service.execute(`DELETE FROM user_roles WHERE user_id = '${admin.id}'`);
    await service.execute(`INSERT INTO user_roles (user_id, role_name) VALUES ('${admin.id}', 'admin')`);
  });
});
