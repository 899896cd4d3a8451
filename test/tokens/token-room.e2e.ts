import type { Answer } from '../support/client.js';
import { freshName, type Person } from '../support/people.js';
import { clientToken, makeServiceClient } from '../support/service-clients.js';
import { useService } from '../support/service.js';

/** The configuration with the longest tokens. */
const service = useService({ SIGNING_ALG: 'RS256', AUDIENCE: 'a'.repeat(200) });
let admin: Person;
beforeAll(async () => {
  admin = await service.admin();
  for (const role of [...FITTING, ...TOO_MANY])
    await service.put(`/roles/${role}`, { description: '' }, asAdmin());
}, 120_000);

const asAdmin = () => ({ token: admin.token });
const named = (count: number, length: number) =>
  Array.from({ length: count }, (_, index) => `r${index}`.padEnd(length, 'x'));
/** 100 names, 1500 characters with separators. */
const FITTING = [...named(99, 14), 'last-one-of-all'];
const TOO_MANY = [...FITTING.slice(0, -1), 'last-one-of-them'];
const SCOPES = named(50, 29);
const refused = ({ status, body }: Answer) => [status, body.code, body.errors?.[0].field];

describe('the maximum roles of a user', () => {
  it('fit into a token that /protected and /verify accept', async () => {
    const person = await service.person();
    const given = await service.patch(`/users/${person.id}`, { roles: FITTING }, asAdmin());
    const { body } = await service.post('/login', { name: person.name, password: person.password });
    const token = body.token as string;

    const doors = [await service.get('/protected', { token }), await service.get('/verify', { token })];

    expect(FITTING.join(',')).toHaveLength(1500);
    expect([given.status, ...doors.map(({ status }) => status)]).toEqual([200, 200, 200]);
    expect(doors[1]?.headers.get('x-auth-roles')).toBe(FITTING.toSorted().join(','));
  });

  it('cannot be exceeded by one character, and the last admin stays an admin', async () => {
    const user = { name: freshName(), password: admin.password, roles: TOO_MANY };

    expect(refused(await service.patch(`/users/${admin.id}`, { roles: TOO_MANY }, asAdmin()))).toEqual([
      400,
      'validation_failed',
      'roles',
    ]);
    expect(refused(await service.post('/users', user, asAdmin()))).toEqual([
      400,
      'validation_failed',
      'roles',
    ]);
    expect((await service.get('/users', asAdmin())).status).toBe(200);
    const again = await service.admin();
    expect((await service.get('/users', { token: again.token })).status).toBe(200);
  });
});

describe('the maximum scopes of a client', () => {
  it('fit into its tokens', async () => {
    const token = await clientToken(service, await makeServiceClient(service, admin, SCOPES));

    expect(SCOPES.join(' ')).toHaveLength(1499);
    expect((await service.get('/revocations', { token })).status).toBe(200);
  });

  it('cannot be exceeded', async () => {
    const scopes = named(50, 30);
    const { id } = await makeServiceClient(service, admin);
    const answers = [
      await service.post('/clients', { name: 'orders', scopes }, asAdmin()),
      await service.patch(`/clients/${id}`, { scopes }, asAdmin()),
    ];

    expect(answers.map(refused)).toEqual([
      [400, 'validation_failed', 'scopes'],
      [400, 'validation_failed', 'scopes'],
    ]);
  });
});
