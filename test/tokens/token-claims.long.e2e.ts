import { type Answer } from '../support/client.js';
import { ContractKit } from '../support/contract-kit.js';
import { CLAIMS_OF_USERS, decodeJwt } from '../support/jwt.js';
import { freshName, PASSWORD, type Person } from '../support/people.js';
import { expectProblem } from '../support/problems.js';
import { basic, type Credentials, makeServiceClient, postForm } from '../support/service-clients.js';
import { useService } from '../support/service.js';

/** The configuration with the longest tokens. */
const service = useService({
  TOKEN_CLAIMS: 'plan,https://example.com/tenant',
  SIGNING_ALG: 'RS256',
  AUDIENCE: 'a'.repeat(200),
});
const TENANT = 'https://example.com/tenant';

let admin: Person;
let client: Credentials;
beforeAll(async () => {
  admin = await service.admin();
  client = await makeServiceClient(service, admin);
});

const give = (id: string, appMetadata: unknown) =>
  service.patch(`/users/${id}`, { appMetadata }, { token: admin.token });
const signIn = async ({ name, password }: Person) => (await service.post('/login', { name, password })).body;
const refusal = ({ status, body }: Answer) => [status, body.errors?.[0].field, body.errors?.[0].rule];

describe('the claims of TOKEN_CLAIMS', () => {
  it('are the members of appMetadata with these names, of any type, and no others', async () => {
    const person = await service.person();
    await give(person.id, { plan: { name: 'pro', seats: [1, null] }, [TENANT]: 'acme', note: 'private' });

    const claims = decodeJwt((await signIn(person)).token);

    expect(claims).toMatchObject({
      plan: { name: 'pro', seats: [1, null] },
      [TENANT]: 'acme',
      sub: person.id,
    });
    expect(claims).not.toHaveProperty('note');
  });

  it('are absent from the tokens of users who have no such member', async () => {
    const { token } = await service.person();

    expect(Object.keys(decodeJwt(token)).toSorted()).toEqual(CLAIMS_OF_USERS);
  });

  it('cannot be set by the user', async () => {
    const person = await service.person();
    await service.patch('/me', { metadata: { plan: 'pro' } }, { token: person.token });

    expect(decodeJwt((await signIn(person)).token)).not.toHaveProperty('plan');
  });

  it('change like roles: tokens with old values are refused at once, and sessions continue', async () => {
    const person = await service.person();

    await give(person.id, { plan: 'pro' });

    expectProblem(await service.get('/protected', { token: person.token }), 401, 'unauthenticated');
    const { status, body } = await service.post('/refresh', { refreshToken: person.refreshToken });
    expect([status, decodeJwt(body.token).plan]).toEqual([200, 'pro']);
    expect((await service.get('/protected', { token: body.token })).status).toBe(200);
  });

  it('revoke no token when none of their values changes', async () => {
    const person = await service.person();
    await give(person.id, { plan: 'pro' });
    const { token } = await signIn(person);

    await give(person.id, { plan: 'pro', note: 'other' });

    expect((await service.get('/protected', { token })).status).toBe(200);
  });

  it('are current in every valid token when a sign-in and a change happen at once', async () => {
    const person = await service.person();
    const [answers] = await Promise.all([
      Promise.all(Array.from({ length: 5 }, () => signIn(person))),
      give(person.id, { plan: 'pro' }),
    ]);

    for (const { token } of answers) {
      const { status } = await service.get('/protected', { token });
      expect(status === 200 ? decodeJwt(token).plan : 'revoked').toBe(status === 200 ? 'pro' : 'revoked');
    }
  });

  it('are also in the token of a step-up', async () => {
    const person = await service.person();
    await give(person.id, { plan: 'pro' });
    const { token } = await signIn(person);

    const { body } = await service.post('/step-up', { password: person.password }, { token });

    expect(decodeJwt(body.token).plan).toBe('pro');
  });

  it('are returned by introspection, as the OpenAPI document says', async () => {
    const person = await service.person();
    await give(person.id, { plan: 'pro' });
    const { token } = await signIn(person);
    const kit = await ContractKit.of(service);
    const headers = { authorization: kit.operations.client.basic };

    await kit.expect(kit.named('introspectToken'), '200', { fields: { token }, headers });
    const { body } = await postForm(service, '/oauth/introspect', { token }, basic(client));

    expect(body).toMatchObject({ active: true, sub: person.id, plan: 'pro' });
  });
});

describe('the size of claims', () => {
  const filled = (bytes: number) => ({ plan: 'x'.repeat(bytes - '{"plan":""}'.length) });

  it('is at most 400 bytes, with which a token of maximum length is still accepted', async () => {
    const roles = Array.from({ length: 100 }, (_, index) => `r${index}`.padEnd(14, 'x'));
    for (const role of roles)
      await service.put(`/roles/${role}`, { description: '' }, { token: admin.token });
    const person = await service.person();
    await service.patch(`/users/${person.id}`, { roles, appMetadata: filled(400) }, { token: admin.token });

    const { token } = await signIn(person);

    expect(String(decodeJwt(token).plan)).toHaveLength(389);
    expect((await service.get('/protected', { token })).status).toBe(200);
  }, 60_000);

  it('cannot be exceeded by one byte, when a user is changed or created', async () => {
    const { id } = await service.person();
    const user = { name: freshName(), password: PASSWORD, appMetadata: filled(401) };

    expect(refusal(await give(id, filled(401)))).toEqual([400, 'appMetadata', 'too_long']);
    expect(refusal(await service.post('/users', user, { token: admin.token }))).toEqual([
      400,
      'appMetadata',
      'too_long',
    ]);
  });

  it('that were stored before TOKEN_CLAIMS was set is limited at the sign-in by leaving out claims that do not fit', async () => {
    const person = await service.person();
    const stored = JSON.stringify({ ...filled(401), [TENANT]: 'acme' });
    await service.execute(`UPDATE users SET app_metadata = '${stored}' WHERE id = '${person.id}'`);

    const claims = decodeJwt((await signIn(person)).token);

    expect([claims.plan, claims[TENANT]]).toEqual([undefined, 'acme']);
  });
});
