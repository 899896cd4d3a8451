import { randomUUID } from 'node:crypto';
import {
  basic,
  clientToken,
  type Credentials,
  makeServiceClient,
  postForm,
} from '../support/service-clients.js';
import { useService } from '../support/service.js';

const service = useService();
let token: string;
beforeAll(async () => void ({ token } = await service.admin()));

const make = (scopes?: string[]) => makeServiceClient(service, { token }, scopes);
const grant = (credentials: Credentials) =>
  postForm(service, '/oauth/token', { grant_type: 'client_credentials' }, basic(credentials));
const statusOf = async (credentials: Credentials) => (await grant(credentials)).status;
const readFeed = async (bearer: string) => (await service.get('/revocations', { token: bearer })).status;

describe('managing clients', () => {
  it('creates, reads, lists, changes and deletes a client, and shows its secret only once', async () => {
    const made = await service.post('/clients', { name: 'billing', scopes: ['bills:read'] }, { token });
    const { secret, ...client } = made.body;
    const path = `/clients/${client.id}`;

    const read = await service.get(path, { token });
    const changed = await service.patch(path, { name: 'bills' }, { token });
    const listed = await service.get('/clients', { token });
    const deleted = await service.delete(path, undefined, { token });

    expect([made.status, read.status, deleted.status]).toEqual([201, 200, 204]);
    expect(secret).toMatch(/^wws_[\w-]{43}$/);
    expect(client).toMatchObject({ name: 'billing', scopes: ['bills:read'], hasPreviousSecret: false });
    expect(read.body).toEqual(client);
    expect(changed.body).toEqual({ ...client, name: 'bills' });
    expect(listed.body).toContainEqual(changed.body);
    expect((await service.get(path, { token })).body.code).toBe('client_not_found');
  });

  it('stores only a hash of the secret', async () => {
    const { id, secret } = await make();
    const [row] = await service.rows(`SELECT * FROM clients WHERE id = '${id}'`);

    expect(JSON.stringify(row)).not.toContain(secret);
    expect(JSON.stringify(row)).not.toContain(secret.replace('wws_', ''));
  });

  it.each([
    [{}, 'name'],
    [{ name: '' }, 'name'],
    [{ name: 'x'.repeat(65) }, 'name'],
    [{ name: 'x', scopes: 'a' }, 'scopes'],
    [{ name: 'x', scopes: ['a b'] }, 'scopes'],
    [{ name: 'x', scopes: ['a"'] }, 'scopes'],
    [{ name: 'x', scopes: [''] }, 'scopes'],
    [{ name: 'x', scopes: ['a', 'a'] }, 'scopes'],
    [{ name: 'x', scopes: [1] }, 'scopes'],
    [{ name: 'x', scopes: Array.from({ length: 51 }, (_, index) => `s${index}`) }, 'scopes'],
    [{ name: 'x', secret: 'mine' }, 'secret'],
  ])('refuses %j', async (body, field) => {
    const answer = await service.post('/clients', body, { token });

    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].field).toBe(field);
  });

  it.each([
    ['GET', ''],
    ['PATCH', ''],
    ['DELETE', ''],
    ['POST', '/secrets'],
    ['DELETE', '/secrets/previous'],
  ])('%s %s returns 404 for an unknown client, and 400 for an invalid id', async (method, suffix) => {
    const send = (id: string) =>
      service.send(method, `/clients/${id}${suffix}`, method === 'PATCH' ? {} : undefined, { token });

    expect((await send(randomUUID())).body.code).toBe('client_not_found');
    expect((await send('orders')).body.code).toBe('validation_failed');
  });

  it('is allowed only to admins', async () => {
    const person = await service.person();
    const bearer = await clientToken(service, await make());

    expect((await service.get('/clients')).status).toBe(401);
    expect((await service.get('/clients', { token: person.token })).status).toBe(403);
    expect((await service.get('/clients', { token: bearer })).status).toBe(403);
  });
});

describe('secrets', () => {
  it('are valid two at a time, because a rotation keeps the previous one until it is deleted', async () => {
    const first = await make();
    const path = `/clients/${first.id}/secrets`;

    const second = (await service.post(path, undefined, { token })).body;
    const during = [await statusOf(first), await statusOf(second)];
    await service.delete(`${path}/previous`, undefined, { token });

    expect(second).toMatchObject({ id: first.id, hasPreviousSecret: true });
    expect(during).toEqual([200, 200]);
    expect([await statusOf(first), await statusOf(second)]).toEqual([401, 200]);
  });

  it('become invalid at the second rotation after their creation', async () => {
    const first = await make();
    const rotate = () => service.post(`/clients/${first.id}/secrets`, undefined, { token });

    const [second, third] = [(await rotate()).body, (await rotate()).body];

    expect(await Promise.all([first, second, third].map(statusOf))).toEqual([401, 200, 200]);
  });
});

describe('a client’s tokens', () => {
  it('are accepted only on routes for services, and users’ tokens only on routes for users', async () => {
    const bearer = await clientToken(service, await make());
    const person = await service.person();

    for (const path of ['/me', '/protected', '/sessions', '/verify', '/users'])
      expect((await service.get(path, { token: bearer })).status).toBe(403);
    expect(await readFeed(bearer)).toBe(200);
    expect(await readFeed(person.token)).toBe(403);
    expect(await readFeed(token)).toBe(403);
  });

  it('are refused as soon as it is deleted', async () => {
    const credentials = await make();
    const bearer = await clientToken(service, credentials);
    const before = await readFeed(bearer);

    await service.delete(`/clients/${credentials.id}`, undefined, { token });

    expect([before, await readFeed(bearer), await statusOf(credentials)]).toEqual([200, 401, 401]);
  });

  it('are refused as soon as its scopes change, and new ones have the new scopes', async () => {
    const credentials = await make(['orders:read', 'orders:write']);
    const bearer = await clientToken(service, credentials);

    await service.patch(`/clients/${credentials.id}`, { scopes: ['orders:read'] }, { token });
    const { body } = await grant(credentials);

    expect(await readFeed(bearer)).toBe(401);
    expect(body.scope).toBe('orders:read');
    expect(await readFeed(body.access_token)).toBe(200);
  });
});
