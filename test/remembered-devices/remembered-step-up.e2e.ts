import { decodeJwt } from '../support/jwt.js';
import { PASSWORD } from '../support/people.js';
import { expectProblem } from '../support/problems.js';
import { rememberedPerson, signIn } from '../support/remembered-devices.js';
import { useService } from '../support/service.js';

const NEW_PASSWORD = 'pebbles juggle otters';
const service = useService({ MFA_REMEMBER: '30d' });
afterEach(() => jest.restoreAllMocks());

/** Creates a user who has just signed in with the password alone, in a remembered browser. */
async function signedIn() {
  const person = await rememberedPerson(service);
  const { body } = await signIn(person.browser, person);
  return { ...person, token: body.token as string };
}

describe('a session that began in a remembered browser without the second factor', () => {
  it('cannot change the account before a step-up with the factor, even if it is recent', async () => {
    const person = await signedIn();
    const { app } = person;
    const changes = [
      () => service.patch('/me', { email: 'new@example.com' }, person),
      () => service.post('/me/password', { currentPassword: PASSWORD, newPassword: NEW_PASSWORD }, person),
      () => service.post('/me/totp', {}, person),
      () => service.delete(`/me/totp/${app.id}`, undefined, person),
      () => service.post('/me/recovery-codes', undefined, person),
      () => service.delete('/me', { password: PASSWORD }, person),
    ];

    for (const change of changes) {
      const answer = await change();
      expectProblem(answer, 401, 'insufficient_user_authentication');
      expect(answer.headers.get('www-authenticate')).toContain('max_age=600');
      expect(answer.body.detail).toContain('A second factor is needed');
    }
  });

  it('can read the account and end its sessions', async () => {
    const person = await signedIn();

    expect((await service.get('/me', person)).status).toBe(200);
    expect((await service.delete('/sessions', undefined, person)).status).toBe(204);
  });

  it('is stepped up by neither the right password nor a wrong one', async () => {
    const person = await signedIn();

    for (const password of [PASSWORD, 'wrong password'])
      expectProblem(await service.post('/step-up', { password }, person), 403, 'second_factor_needed');
  });

  it('is stepped up by the factor, which the new token names', async () => {
    const person = await signedIn();

    const { status, body } = await service.post('/step-up', { code: person.app.next() }, person);

    expect([status, decodeJwt(body.token).amr]).toEqual([200, ['pwd', 'otp', 'mfa']]);
    expect((await service.post('/me/recovery-codes', undefined, body)).status).toBe(200);
    expect((await service.post('/step-up', { password: PASSWORD }, body)).status).toBe(200);
  });
});

describe('a role that demands a second factor', () => {
  const demanding = useService({ MFA_REMEMBER: '30d', MFA_REQUIRED_ROLES: 'user' });

  it('is satisfied by a remembered browser, also after a refresh', async () => {
    const person = await rememberedPerson(demanding);

    const { body } = await signIn(person.browser, person);
    const headers = { origin: 'https://auth.example.com' };
    const { body: refreshed } = await person.browser.post('/refresh', {}, { headers });

    for (const { token } of [body, refreshed]) {
      expect(decodeJwt(token)).toMatchObject({ aud: 'watchword', amr: ['pwd'] });
      expect((await demanding.get('/protected', { token })).status).toBe(200);
    }
  });
});
