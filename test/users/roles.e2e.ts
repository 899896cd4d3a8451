import { type Person } from '../support/people.js';
import { useService } from '../support/service.js';

const service = useService();
let admin: Person;
beforeAll(async () => void (admin = await service.admin()));

const asAdmin = () => ({ token: admin.token });

describe('roles', () => {
  it('can be created, changed and removed', async () => {
    const made = await service.put('/roles/editor', { description: 'Writes' }, asAdmin());
    await service.put('/roles/editor', { description: 'Writes and edits' }, asAdmin());
    const { body } = await service.get('/roles', asAdmin());

    expect(made.body).toEqual({ name: 'editor', description: 'Writes' });
    expect(body.map(({ name }: { name: string }) => name)).toEqual(['admin', 'editor', 'user']);
    expect(body[1].description).toBe('Writes and edits');
    expect((await service.delete('/roles/editor', undefined, asAdmin())).status).toBe(204);
    expect((await service.delete('/roles/editor', undefined, asAdmin())).body.code).toBe('role_not_found');
  });

  it('are taken from all users when they are removed', async () => {
    const { id } = await service.person();
    await service.put('/roles/passing', { description: '' }, asAdmin());
    await service.patch(`/users/${id}`, { roles: ['user', 'passing'] }, asAdmin());

    await service.delete('/roles/passing', undefined, asAdmin());

    expect((await service.get(`/users/${id}`, asAdmin())).body.roles).toEqual(['user']);
  });

  it.each(['admin', 'user'])('always include %s, which cannot be removed', async (name) => {
    expect((await service.delete(`/roles/${name}`, undefined, asAdmin())).body.code).toBe('role_protected');
  });

  it('change the updatedAt of the users that they are taken from', async () => {
    const { id } = await service.person();
    const name = `short-lived-${process.pid}`;
    await service.put(`/roles/${name}`, { description: 'gone soon' }, asAdmin());
    const { body: before } = await service.patch(`/users/${id}`, { roles: ['user', name] }, asAdmin());

    await service.delete(`/roles/${name}`, undefined, asAdmin());

    const { body: after } = await service.get(`/users/${id}`, asAdmin());
    expect(after.roles).toEqual(['user']);
    expect(Date.parse(after.updatedAt)).toBeGreaterThan(Date.parse(before.updatedAt));
  });

  it('cannot have names with spaces or capital letters', async () => {
    const { status, body } = await service.put('/roles/Big%20Boss', { description: '' }, asAdmin());

    expect(status).toBe(400);
    expect(body.errors[0].field).toBe('name');
  });
});
