import { personWithTotp, travel } from '../support/factors.js';
import { addPasskey, personWithPasskey, type PersonWithPasskey, signInAlone } from '../support/passkeys.js';
import { PASSWORD } from '../support/people.js';
import { expectProblem } from '../support/problems.js';
import { useService } from '../support/service.js';

const service = useService();
afterEach(() => jest.restoreAllMocks());

const removePassword = (token: string) => service.delete('/me/password', undefined, { token });

/** Creates a user without a password, who is signed in. */
async function withoutPassword(): Promise<PersonWithPasskey> {
  const person = await personWithPasskey(service);
  const { token, refreshToken } = (await signInAlone(service, person.key)).body;
  expect((await removePassword(token)).status).toBe(204);
  return { ...person, token, refreshToken };
}

describe('a password', () => {
  it('can be removed when a passkey has signed in alone and recovery codes exist', async () => {
    const person = await withoutPassword();

    const login = await service.post('/login', { name: person.name, password: PASSWORD });

    expectProblem(login, 401, 'invalid_credentials');
    expect((await service.get('/me', person)).body).toMatchObject({ id: person.id, hasPassword: false });
    expect((await signInAlone(service, person.key)).status).toBe(200);
    expect((await removePassword(person.token)).status).toBe(204);
  });

  it('cannot be removed when no passkey has signed in alone, or when one has but no recovery codes exist', async () => {
    const [one, other] = [await personWithPasskey(service), await personWithPasskey(service)];
    const { token } = (await signInAlone(service, other.key)).body;
    await service.execute(`DELETE FROM recovery_codes WHERE user_id = '${other.id}'`);

    const refreshed = await service.post('/refresh', { refreshToken: one.refreshToken });

    expectProblem(await removePassword(refreshed.body.token), 409, 'password_needed');
    expectProblem(await removePassword(token), 409, 'password_needed');
  });

  it('can only be removed in a session with a proof by passkey, and the error says so', async () => {
    const [person, other] = [await service.person(), await personWithTotp(service)];

    for (const { token } of [person, other]) {
      const { methods, ...answer } = (await removePassword(token)).body;
      expect([answer.code, methods]).toEqual(['insufficient_user_authentication', ['passkey']]);
    }
  });

  it('can be removed without recovery codes when two passkeys have signed in alone', async () => {
    const person = await personWithPasskey(service);
    const { key } = await addPasskey(service, person);
    await service.execute(`DELETE FROM recovery_codes WHERE user_id = '${person.id}'`);
    await signInAlone(service, person.key);
    const { token } = (await signInAlone(service, key)).body;

    expect((await removePassword(token)).status).toBe(204);
  });

  it('ends every other session when it is removed', async () => {
    const person = await personWithPasskey(service);
    const { token } = (await signInAlone(service, person.key)).body;

    await removePassword(token);

    const refreshed = await service.post('/refresh', { refreshToken: person.refreshToken });
    expectProblem(refreshed, 401, 'invalid_refresh_token');
  });

  it('can only be removed after a recent sign-in', async () => {
    const person = await personWithPasskey(service);
    await signInAlone(service, person.key);
    travel(service, 660_000);

    const { status, body } = await removePassword(person.token);

    expect([status, body.code]).toEqual([401, 'insufficient_user_authentication']);
  });
});

describe('an account without a password', () => {
  it('cannot remove the only passkey that has signed in alone', async () => {
    const person = await withoutPassword();
    const { passkeyId } = await addPasskey(service, person);
    const remove = (id: string) => service.delete(`/me/passkeys/${id}`, undefined, person);

    expectProblem(await remove(person.passkeyId), 409, 'password_needed');
    expect((await remove(passkeyId)).status).toBe(200);
    expect((await service.get('/me/passkeys', person)).body).toMatchObject([{ id: person.passkeyId }]);
  });

  it('can set a password without an old one, and needs it for the next change', async () => {
    const { token, name } = await withoutPassword();
    const change = (fields: object) => service.post('/me/password', fields, { token });

    expect((await change({ newPassword: PASSWORD })).status).toBe(204);
    expectProblem(await change({ newPassword: 'pebbles otters juggle' }), 400, 'validation_failed');
    const { body } = await service.post('/login', { name, password: PASSWORD });
    expect(body.code).toBe('mfa_required');
  });

  it('can be deleted without a password', async () => {
    const { token } = await withoutPassword();

    expect((await service.delete('/me', {}, { token })).status).toBe(204);
  });

  it('keeps one of its last two passkeys when both are removed at once', async () => {
    const person = await withoutPassword();
    const { passkeyId, key } = await addPasskey(service, person);
    await signInAlone(service, key);

    const answers = await Promise.all(
      [person.passkeyId, passkeyId].map((id) => service.delete(`/me/passkeys/${id}`, undefined, person)),
    );

    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(1);
  });
});
