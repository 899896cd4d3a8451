import { addTotp, personWithTotp, travel } from '../support/factors.js';
import { decodeJwt } from '../support/jwt.js';
import { PASSWORD, type Person } from '../support/people.js';
import { expectProblem } from '../support/problems.js';
import { useService } from '../support/service.js';

const service = useService();
afterEach(() => jest.restoreAllMocks());

const ELEVEN_MINUTES_MS = 660_000;
const stepUp = ({ token }: { token: string }, proof: object) => service.post('/step-up', proof, { token });

describe('a sign-in that is older than ten minutes', () => {
  it('cannot change an account, and the error has the maximum age of a sign-in', async () => {
    const [person, admin, other] = [await service.person(), await service.admin(), await service.person()];
    travel(service, ELEVEN_MINUTES_MS);
    const asked = [
      () => service.patch('/me', { email: 'new@example.com' }, person),
      () => service.delete('/me', { password: PASSWORD }, person),
      () =>
        service.post('/me/password', { currentPassword: PASSWORD, newPassword: 'pebbles otters' }, person),
      () => service.post('/me/totp', {}, person),
      () => service.patch(`/users/${other.id}`, { disabled: true }, admin),
      () => service.delete(`/users/${other.id}`, undefined, admin),
      () => service.delete(`/users/${other.id}/sessions`, undefined, admin),
      () => service.delete(`/users/${other.id}/factors`, undefined, admin),
    ];

    for (const ask of asked) {
      const answer = await ask();
      expectProblem(answer, 401, 'insufficient_user_authentication');
      expect(answer.headers.get('www-authenticate')).toBe(
        'Bearer error="insufficient_user_authentication", max_age=600',
      );
    }
  });

  it('can still read, and change what needs no recent sign-in', async () => {
    const person = await service.person();
    travel(service, ELEVEN_MINUTES_MS);

    expect((await service.get('/me', person)).status).toBe(200);
    expect((await service.patch('/me', { name: `${person.name}-2` }, person)).status).toBe(200);
  });

  it('stays old when its session is refreshed', async () => {
    const { refreshToken } = await service.person();
    travel(service, ELEVEN_MINUTES_MS);
    const { body } = await service.post('/refresh', { refreshToken });

    expectProblem(await service.post('/me/totp', {}, body), 401, 'insufficient_user_authentication');
  });
});

describe('a step-up', () => {
  it('with the password returns a token of the same session that can change the account', async () => {
    const person = await service.person();
    travel(service, ELEVEN_MINUTES_MS);

    const { status, body } = await stepUp(person, { password: PASSWORD });

    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(['msg', 'token', 'tokenType', 'expiresIn']);
    const [before, after] = [decodeJwt(person.token), decodeJwt(body.token)];
    expect(after.sid).toBe(before.sid);
    expect(Number(after.auth_time) - Number(before.auth_time)).toBeGreaterThanOrEqual(660);
    expect((await service.post('/me/totp', {}, body)).status).toBe(201);
  });

  it('adds its method to amr, and a refresh keeps amr and auth_time', async () => {
    const person = await personWithTotp(service);
    travel(service, ELEVEN_MINUTES_MS);

    const { body } = await stepUp(person, { code: person.app.next() });
    const refreshed = await service.post('/refresh', { refreshToken: person.refreshToken });

    expect(decodeJwt(body.token).amr).toEqual(['pwd', 'otp', 'mfa']);
    expect(decodeJwt(refreshed.body.token)).toMatchObject({
      amr: ['pwd', 'otp', 'mfa'],
      auth_time: decodeJwt(body.token).auth_time,
    });
  });

  it('accepts a recovery code only once', async () => {
    const person = await personWithTotp(service);
    const [recoveryCode = ''] = person.recoveryCodes;

    expect((await stepUp(person, { recoveryCode })).status).toBe(200);
    expectProblem(await stepUp(person, { recoveryCode }), 401, 'invalid_code');
  });

  it('fails with a wrong password, a wrong or spent code, and the code of another user', async () => {
    const [person, other] = [await service.person(), await personWithTotp(service)];
    const code = other.app.next();

    expectProblem(await stepUp(person, { password: 'wrong password' }), 403, 'wrong_password');
    expectProblem(await stepUp(person, { code }), 401, 'invalid_code');
    expect((await stepUp(other, { code })).status).toBe(200);
    expectProblem(await stepUp(other, { code }), 401, 'invalid_code');
  });

  it.each([{}, { code: '12' }, { password: '' }])('refuses %j, which is no proof', async (proof) => {
    expectProblem(await stepUp(await service.person(), proof), 400, 'validation_failed');
  });

  it('returns no valid token when the session ends at the same time', async () => {
    const people = await Promise.all(Array.from({ length: 10 }, () => service.person()));

    const tokens = await Promise.all(
      people.map(async (person: Person) => {
        const [answer] = await Promise.all([
          stepUp(person, { password: PASSWORD }),
          service.post('/logout', undefined, person),
        ]);
        return answer.body.token as string | undefined;
      }),
    );

    const uses = tokens.flatMap((token) => (token ? [service.get('/me', { token })] : []));
    expect((await Promise.all(uses)).filter(({ status }) => status !== 401)).toEqual([]);
  });

  it('is recorded in the audit log, also when it fails', async () => {
    const person = await service.person();
    await addTotp(service, person);
    await stepUp(person, { password: PASSWORD });
    await stepUp(person, { code: '000000' });

    const events = await service.rows<{ type: string }>(
      `SELECT type FROM audit_events WHERE subject = '${person.id}' ORDER BY id`,
    );
    const types = events.map(({ type }) => type).slice(-4);
    expect(types).toEqual(['factor.added', 'session.stepped_up', 'session.stepped_up', 'factor.refused']);
  });
});
