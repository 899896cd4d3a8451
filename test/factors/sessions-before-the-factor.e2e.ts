import { addTotp } from '../support/factors.js';
import { decodeJwt } from '../support/jwt.js';
import { addPasskey } from '../support/passkeys.js';
import { PASSWORD } from '../support/people.js';
import { expectProblem } from '../support/problems.js';
import { useService } from '../support/service.js';

const service = useService({ MFA_REQUIRED_ROLES: 'auditor' });
afterEach(() => jest.restoreAllMocks());

/** A user who added a factor in one session, and an older session that has proved the password alone. */
async function olderSession() {
  const person = await service.person();
  const { body: older } = await service.post('/login', { name: person.name, password: PASSWORD });
  return { ...person, ...(await addTotp(service, person)), older: { token: older.token as string } };
}

describe('a session from before the first factor was added', () => {
  it('cannot change the account before a step-up with the factor, even if it is recent', async () => {
    const { older, app } = await olderSession();
    const changes = [
      () => service.delete(`/me/totp/${app.id}`, undefined, older),
      () => service.post('/me/totp', {}, older),
      () => service.post('/me/passkeys/options', undefined, older),
      () => service.post('/me/recovery-codes', undefined, older),
      () => service.post('/me/password', { currentPassword: PASSWORD, newPassword: 'a b c d e f g' }, older),
      () => service.delete('/me', { password: PASSWORD }, older),
    ];

    for (const change of changes) expectProblem(await change(), 401, 'insufficient_user_authentication');
  });

  it('is stepped up by the factor, but not by the password', async () => {
    const { older, app } = await olderSession();

    expectProblem(await service.post('/step-up', { password: PASSWORD }, older), 403, 'second_factor_needed');
    const { status, body } = await service.post('/step-up', { code: app.next() }, older);

    expect([status, decodeJwt(body.token).amr]).toEqual([200, ['pwd', 'otp', 'mfa']]);
    expect((await service.post('/me/recovery-codes', undefined, body)).status).toBe(200);
  });

  it('cannot add another factor when a role demands one', async () => {
    const person = await service.person();
    const { body: older } = await service.post('/login', { name: person.name, password: PASSWORD });
    await addTotp(service, person);
    const admin = await service.admin();
    await service.put('/roles/auditor', { description: 'reads' }, admin);
    await service.patch(`/users/${person.id}`, { roles: ['user', 'auditor'] }, admin);

    const { body } = await service.post('/refresh', { refreshToken: older.refreshToken });

    expectProblem(await service.get('/protected', body), 403, 'mfa_enrollment_required');
    expectProblem(await service.post('/me/totp', {}, body), 401, 'insufficient_user_authentication');
    expectProblem(await service.post('/step-up', { password: PASSWORD }, body), 403, 'second_factor_needed');
  });

  it('can be stepped up by the password again after the last factor was removed', async () => {
    const { older, app, ...person } = await olderSession();

    expect((await service.delete(`/me/totp/${app.id}`, undefined, person)).status).toBe(204);

    expect((await service.post('/step-up', { password: PASSWORD }, older)).status).toBe(200);
    expect((await addPasskey(service, older)).recoveryCodes).toHaveLength(10);
  });
});
