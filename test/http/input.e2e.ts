import { freshName, PASSWORD, type Person } from '../support/people.js';
import { expectFaults, expectProblem } from '../support/problems.js';
import { useService } from '../support/service.js';

const service = useService();

const PROFILE = { displayName: 'Alice', locale: 'en', metadata: { theme: 'dark' } };
const NO_OBJECTS = [null, 7, true, 'alice', ['alice'], []];

/** Every route that reads a body, with a body that has all its fields. */
const BODIES: [method: string, path: string, body: Record<string, unknown>][] = [
  ['POST', '/register', { name: 'alice', password: PASSWORD, email: 'alice@example.com', ...PROFILE }],
  ['POST', '/login', { name: 'alice', password: PASSWORD }],
  ['PATCH', '/me', { name: 'alice', email: 'alice@example.com', ...PROFILE }],
  ['DELETE', '/me', { password: PASSWORD }],
  ['POST', '/me/password', { currentPassword: PASSWORD, newPassword: PASSWORD }],
  ['POST', '/users', { name: 'alice', password: PASSWORD, email: 'alice@example.com', roles: ['user'] }],
  [
    'PATCH',
    '/users/{id}',
    {
      name: 'alice',
      email: 'alice@example.com',
      roles: ['user'],
      disabled: true,
      ...PROFILE,
      appMetadata: {},
    },
  ],
  ['PUT', '/roles/editor', { description: 'Edits' }],
  ['POST', '/clients', { name: 'orders', scopes: ['orders:read'] }],
  ['PATCH', '/clients/{id}', { name: 'orders', scopes: ['orders:read'] }],
  ['POST', '/refresh', { refreshToken: 'a.b' }],
];

const FIELDS = BODIES.flatMap(([method, path, body]) =>
  Object.keys(body).map((field) => ({ method, path, body, field })),
);

const OF_OTHER_TYPE: Record<string, unknown[]> = {
  scopes: [null, 7, 'orders', { 0: 'orders' }, [null], [7], [['orders']], ['a b'], ['"'], ['\0']],
  roles: [null, 7, 'admin', { 0: 'admin' }, [null], [7], [['admin']], [{}]],
  metadata: NO_OBJECTS,
  appMetadata: NO_OBJECTS,
  disabled: [null, 1, 'true', [true], { value: true }],
};
const NO_STRINGS = [null, 7, true, ['alice'], { name: 'alice' }, { length: 9 }, []];

/** In a PATCH, null removes the value. */
const REMOVABLE = ['email', 'displayName', 'locale', 'metadata', 'appMetadata'];
const isAllowed = (method: string, field: string, value: unknown) =>
  method === 'PATCH' && REMOVABLE.includes(field) && value === null;

let token: string;
let id: string;

beforeAll(async () => {
  token = (await service.admin()).token;
});

/** Changes of the own account are limited, so each test has its own account. */
let owner: Person;
beforeEach(async () => {
  owner = await service.person();
  id = owner.id;
});

const send = (method: string, path: string, body: unknown) => {
  const caller = path.startsWith('/me') ? owner.token : token;
  return service.send(method, path.replace('{id}', id), body, { token: caller });
};

describe('fields', () => {
  it.each(FIELDS)('$method $path refuses $field of another type', async ({ method, path, body, field }) => {
    const values = (OF_OTHER_TYPE[field] ?? NO_STRINGS).filter((value) => !isAllowed(method, field, value));

    for (const value of values) expectFaults(await send(method, path, { ...body, [field]: value }), field);
  });

  it.each(FIELDS.filter(({ field }) => !OF_OTHER_TYPE[field]))(
    '$method $path refuses NUL and lone surrogates in $field',
    async ({ method, path, body, field }) => {
      for (const value of ['alice\0bob12', '\ud800alice12', 'alice12\udfff', 'alice\udc00\ud800']) {
        expectFaults(await send(method, path, { ...body, [field]: value }), field);
      }
    },
  );

  it.each(BODIES)('%s %s refuses an unknown field', async (method, path, body) => {
    expectFaults(await send(method, path, { ...body, isAdmin: true }), 'isAdmin');
    expectFaults(await send(method, path, { ...body, id, passwordHash: '' }), 'id', 'passwordHash');
  });

  it.each(BODIES)('%s %s accepts only an object as body', async (method, path, body) => {
    for (const other of [null, [body], [], 'text', 7, true]) {
      expectProblem(await send(method, path, other), 400, 'malformed_body');
    }
  });

  it.each([
    'toString',
    'hasOwnProperty',
    'valueOf',
    'constructor',
    'prototype',
    '__proto__',
    '__defineGetter__',
  ])('a field named %s is refused at any depth', async (name) => {
    const inner = `{"name":"alice","${name}":{"isAdmin":true}}`;

    for (const raw of [inner, `{"name":${inner},"password":"x"}`]) {
      const answer = await service.post('/login', undefined, {
        raw,
        headers: { 'content-type': 'application/json' },
      });
      expectProblem(answer, 400, 'malformed_body');
    }
  });

  it('all invalid fields are named at once, without their values', async () => {
    const answer = await service.post('/register', {
      name: '\u0000',
      password: 'tiny',
      email: 'nobody',
      age: 7,
    });

    expectFaults(answer, 'name', 'password', 'email', 'age');
    expect(JSON.stringify(answer.body)).not.toContain('tiny');
  });

  it('an optional field must not be null', async () => {
    const answer = await service.post('/register', { name: freshName(), password: PASSWORD, email: null });

    expectFaults(answer, 'email');
  });
});

describe('a list of users', () => {
  it.each([
    ['limit', '0'],
    ['limit', '201'],
    ['limit', '-1'],
    ['limit', '1e1'],
    ['limit', '2.5'],
    ['limit', ''],
    ['limit', '١'],
    ['limit', 'limit'],
    ['after', ''],
    ['after', 'not a cursor'],
    ['after', 'YQ=='],
    ['after', '____'],
    ['after', 'a'.repeat(401)],
    ['q', ''],
    ['q', '\0'],
    ['q', 'a'.repeat(65)],
    ['page', '2'],
  ])('refuses %s=%s', async (field, value) => {
    const query = new URLSearchParams({ [field]: value });

    expectFaults(await service.get(`/users?${query.toString()}`, { token }), field);
  });

  it.each(['limit=1&limit=2', 'q=a&q=b', 'after=YQ&after=Yg'])('refuses %s', async (query) => {
    expectFaults(await service.get(`/users?${query}`, { token }), query.split('=')[0]!);
  });
});

describe('in a path', () => {
  it.each(['7', 'me', 'null', '%00', '%20', '..%2Fme', "'%20OR%201=1", '0'.repeat(36)])(
    'the id %s is refused',
    async (bad) => {
      expectFaults(await service.get(`/users/${bad}`, { token }), 'id');
      expectFaults(await service.delete(`/users/${bad}`, undefined, { token }), 'id');
      expectFaults(await service.get(`/users/${bad}/sessions`, { token }), 'id');
      expectFaults(await service.delete(`/sessions/${bad}`, undefined, { token }), 'id');
      expectFaults(await service.get(`/clients/${bad}`, { token }), 'id');
    },
  );

  it.each(['A', '%00', '-a', '%C3%A9', 'a%2Fb', 'a'.repeat(65)])(
    'the role name %s is refused',
    async (bad) => {
      expectFaults(await service.put(`/roles/${bad}`, { description: '' }, { token }), 'name');
      expectFaults(await service.delete(`/roles/${bad}`, undefined, { token }), 'name');
    },
  );
});

describe('long input is refused before it is processed', () => {
  it.each([
    ['name', 'A'.repeat(30_000), 'must have 3 to 64 characters'],
    ['name', '\u0301'.repeat(15_000), 'must have 3 to 64 characters'],
    ['password', '\u0301'.repeat(15_000), 'must have 8 to 256 characters'],
    ['name', '\ufdfa'.repeat(10_000), 'must have 3 to 64 characters'], // 18 characters each, once composed
    ['email', `a@${'a.'.repeat(15_000)}io`, 'must have 1 to 254 characters'],
  ])('%s: %.9s', async (field, value, fault) => {
    const account = { name: freshName(), password: PASSWORD, [field]: value };

    const { status, body } = await service.post('/register', account);

    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ field, rule: 'too_long', message: `${field} ${fault}` }]);
  });

  it('only the first fifty of thousands of unknown query parameters are named', async () => {
    const query = Array.from({ length: 3000 }, (_, index) => index.toString(36)).join('&');

    const { status, body } = await service.post(`/login?${query}`, {});

    expect(status).toBe(400);
    expect(
      body.errors.filter(({ message }: { message: string }) => /is not a field/.test(message)),
    ).toHaveLength(50);
  });
});
