import type { Answer } from '../support/client.js';
import { decodeJwt } from '../support/jwt.js';
import { freshName, type Person } from '../support/people.js';
import { clientToken, makeServiceClient } from '../support/service-clients.js';
import { useService } from '../support/service.js';

const service = useService();
let admin: Person;
beforeAll(async () => void (admin = await service.admin()));

const asAdmin = () => ({ token: admin.token });
const patch = (id: string, changes: object) => service.patch(`/users/${id}`, changes, asAdmin());
const unexpected = (answers: readonly Answer[], allowed: readonly number[]) =>
  answers
    .filter(({ status }) => !allowed.includes(status))
    .map(({ status, body }) => `${status} ${body.code}`);

describe('simultaneous changes', () => {
  const asked = (count: number, ask: (index: number) => Promise<Answer>) =>
    Promise.all(Array.from({ length: count }, (_, index) => ask(index)));

  /** Each request is sent two and five times at once. The numbers are the allowed statuses. */
  const changes: [string, number[], () => Promise<(index: number) => Promise<Answer>>][] = [
    [
      'PATCH /users/{id} with the same roles',
      [200],
      async () => {
        const { id } = await service.person();
        return () => patch(id, { roles: ['user', 'red'] });
      },
    ],
    [
      'PATCH /users/{id} with different roles',
      [200],
      async () => {
        const { id } = await service.person();
        return (index) => patch(id, { roles: [['red', 'green', 'blue'][index % 3] as string] });
      },
    ],
    [
      'PATCH /users/{id} with names, addresses and disabled',
      [200],
      async () => {
        const { id, name } = await service.person();
        return (index) =>
          patch(id, { name: `${name}${index % 2}`, email: `${name}@example.com`, disabled: index % 2 === 0 });
      },
    ],
    [
      'PATCH /users/{id} of different people to one name',
      [200, 409],
      async () => {
        const people: Person[] = [];
        for (let one = 0; one < 5; one++) people.push(await service.person());
        const name = freshName();
        return (index) => patch((people[index] as Person).id, { name });
      },
    ],
    [
      'POST /users with one name',
      [201, 409],
      async () => {
        const name = freshName();
        return () =>
          service.post('/users', { name, password: admin.password, roles: ['red', 'user'] }, asAdmin());
      },
    ],
    [
      'DELETE /users/{id}',
      [204, 404],
      async () => {
        const { id } = await service.person();
        return () => service.delete(`/users/${id}`, undefined, asAdmin());
      },
    ],
    [
      'DELETE /users/{id}/sessions',
      [204],
      async () => {
        const { id } = await service.person();
        return () => service.delete(`/users/${id}/sessions`, undefined, asAdmin());
      },
    ],
    [
      'PATCH /me',
      [200],
      async () => {
        const { token, name } = await service.person();
        return (index) => service.patch('/me', { name: `${name}${index % 2}` }, { token });
      },
    ],
    [
      'POST /me/password',
      [204, 401, 403],
      async () => {
        const { token, password } = await service.person();
        return (index) =>
          service.post(
            '/me/password',
            { currentPassword: password, newPassword: `herons borrow umbrellas ${index % 2}` },
            { token },
          );
      },
    ],
    [
      'DELETE /me',
      [204, 401, 403, 404],
      async () => {
        const { token, password } = await service.person();
        return () => service.delete('/me', { password }, { token });
      },
    ],
    [
      'DELETE /sessions',
      [204, 401],
      async () => {
        const { token } = await service.person();
        return () => service.delete('/sessions', undefined, { token });
      },
    ],
    [
      'DELETE /sessions/{id}',
      [204, 401, 404],
      async () => {
        const { token } = await service.person();
        return () => service.delete(`/sessions/${String(decodeJwt(token).sid)}`, undefined, { token });
      },
    ],
    [
      'POST /logout',
      [204, 401],
      async () => {
        const { token } = await service.person();
        return () => service.post('/logout', undefined, { token });
      },
    ],
    [
      'PUT /roles/{name}',
      [200],
      async () => {
        const role = freshName();
        return (index) => service.put(`/roles/${role}`, { description: `number ${index % 2}` }, asAdmin());
      },
    ],
    [
      'PUT and DELETE /roles/{name}',
      [200, 204, 404],
      async () => {
        const role = freshName();
        await service.put(`/roles/${role}`, { description: '' }, asAdmin());
        return (index) =>
          index % 2 === 0
            ? service.delete(`/roles/${role}`, undefined, asAdmin())
            : service.put(`/roles/${role}`, { description: '' }, asAdmin());
      },
    ],
    [
      'PATCH /clients/{id}',
      [200],
      async () => {
        const { id } = await makeServiceClient(service, admin, ['a', 'b']);
        return (index) => service.patch(`/clients/${id}`, { scopes: index % 2 ? ['a'] : ['b'] }, asAdmin());
      },
    ],
    [
      'PATCH and DELETE /clients/{id}',
      [200, 204, 404],
      async () => {
        const { id } = await makeServiceClient(service, admin, ['a', 'b']);
        return (index) =>
          index % 2
            ? service.patch(`/clients/${id}`, { name: 'other', scopes: ['a'] }, asAdmin())
            : service.delete(`/clients/${id}`, undefined, asAdmin());
      },
    ],
    [
      'DELETE /clients/{id}/secrets/previous',
      [204],
      async () => {
        const { id } = await makeServiceClient(service, admin);
        await service.post(`/clients/${id}/secrets`, undefined, asAdmin());
        return () => service.delete(`/clients/${id}/secrets/previous`, undefined, asAdmin());
      },
    ],
  ];

  beforeAll(async () => {
    for (const role of ['red', 'green', 'blue'])
      await service.put(`/roles/${role}`, { description: '' }, asAdmin());
  });

  it.each(changes)('by %s never fail', async (_, allowed, prepare) => {
    const answers: Answer[] = [];
    for (const count of [2, 5, 2, 5]) answers.push(...(await asked(count, await prepare())));

    expect(unexpected(answers, allowed)).toEqual([]);
  });

  it.each([2, 5, 20])(
    'by %i admins who rotate a secret return a valid secret or 409 to each admin',
    async (count) => {
      const client = await makeServiceClient(service, admin);
      const rotated = await asked(count, () =>
        service.post(`/clients/${client.id}/secrets`, undefined, asAdmin()),
      );

      const granted = rotated.filter(({ status }) => status === 201).map(({ body }) => body);
      const tokens = await Promise.all(
        granted.map(({ secret }) => clientToken(service, { ...client, secret: secret as string })),
      );
      expect(granted.length).toBeGreaterThan(0);
      expect(tokens).not.toContain(undefined);
      expect(unexpected(rotated, [201, 409])).toEqual([]);
    },
  );

  it('by five admins who set roles leave the user with the roles that one admin has set', async () => {
    const { id } = await service.person();
    const sets = [['red'], ['green', 'user'], ['blue', 'red', 'user'], ['user'], ['green', 'red']];
    await asked(5, (index) => patch(id, { roles: sets[index] }));

    const { roles } = (await service.get(`/users/${id}`, asAdmin())).body;

    expect(sets.map((set) => set.toSorted().join())).toContain(roles.join());
  });
});
