import { personWithTotp } from '../support/factors.js';
import { useService } from '../support/service.js';

const service = useService();

describe('the response to a sign-in', () => {
  it('contains the account as GET /me returns it', async () => {
    const { name, password } = await service.person({ email: 'alice@example.com' });
    const first = await service.post('/login', { name, password });
    const profile = { displayName: 'Älice', locale: 'en', metadata: { theme: 'dark' } };
    await service.patch('/me', profile, { token: first.body.token });

    const { body } = await service.post('/login', { name, password });
    const me = await service.get('/me', { token: body.token });

    expect(body.user).toEqual(me.body);
    expect(body.user).toMatchObject({ name, ...profile, roles: ['user'], emailVerified: false });
  });

  it('contains the current account after each refresh', async () => {
    const { token, refreshToken } = await service.person();
    await service.patch('/me', { displayName: 'Renamed' }, { token });

    const { body } = await service.post('/refresh', { refreshToken });

    expect(body.user).toEqual((await service.get('/me', { token: body.token })).body);
    expect(body.user.displayName).toBe('Renamed');
  });

  it('contains no secret', async () => {
    const { name, password } = await service.person();

    const { body } = await service.post('/login', { name, password });

    expect(JSON.stringify(body.user)).not.toMatch(/hash|bcrypt|revision|NotBefore|version/i);
  });

  it('does not contain the account when a second factor is still needed', async () => {
    const { name, password } = await personWithTotp(service);

    const { status, body } = await service.post('/login', { name, password });

    expect([status, body.code, body.user]).toEqual([401, 'mfa_required', undefined]);
  });
});
