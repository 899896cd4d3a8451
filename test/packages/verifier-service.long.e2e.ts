import { useAddressedService } from '../support/addressed-service.js';
import { runCommand } from '../support/commands.js';
import { EventReader } from '../support/event-reader.js';
import { type Person } from '../support/people.js';
import { basic } from '../support/service-clients.js';
import { eventually, refusalOf } from '../support/verifier-kit.js';

const STOP_TIMEOUT_MS = 3000;

const service = useAddressedService();
afterEach(() => service.stopVerifiers());
const asAdmin = () => service.admin();
const signInAgain = async ({ name, password }: Person) =>
  (await service.post('/login', { name, password })).body as Person;
const logout = ({ token }: Person) => service.post('/logout', undefined, { token });

describe('a verifier beside the real service', () => {
  it('returns the subject of a token', async () => {
    const verifier = await service.verifier();
    const person = await service.person();

    expect(await verifier.verify(person.token)).toMatchObject({ subject: person.id, roles: ['user'] });
  });

  it.each<[string, (person: Person) => Promise<unknown>]>([
    ['a logout', logout],
    ['the end of all sessions', ({ token }) => service.delete('/sessions', undefined, { token })],
    [
      'a change of roles',
      async ({ id }) => service.patch(`/users/${id}`, { roles: ['user', 'admin'] }, await asAdmin()),
    ],
    ['being disabled', async ({ id }) => service.patch(`/users/${id}`, { disabled: true }, await asAdmin())],
    ['being deleted', async ({ id }) => service.delete(`/users/${id}`, undefined, await asAdmin())],
  ])('refuses a token within a second of %s', async (_, revoke) => {
    const verifier = await service.verifier();
    const person = await service.person();
    const before = await refusalOf(verifier, person.token);

    await revoke(person);

    await eventually(() => refusalOf(verifier, person.token), 'revoked');
    expect(before).toBeUndefined();
  });

  it('refuses the other sessions within a second of a change of password, but not the current one', async () => {
    const verifier = await service.verifier();
    const person = await service.person();
    const other = await signInAgain(person);
    const change = { currentPassword: person.password, newPassword: 'herons borrow umbrellas' };

    await service.post('/me/password', change, { token: person.token });

    await eventually(() => refusalOf(verifier, other.token), 'revoked');
    expect(await refusalOf(verifier, person.token)).toBeUndefined();
  });

  it('accepts tokens issued after a change of roles, with the new roles', async () => {
    const verifier = await service.verifier();
    const person = await service.person();

    await service.patch(`/users/${person.id}`, { roles: ['user', 'admin'] }, await asAdmin());
    const { body } = await service.post('/refresh', { refreshToken: person.refreshToken });

    expect((await verifier.verify(body.token)).roles.toSorted()).toEqual(['admin', 'user']);
  });

  it('refuses all earlier tokens within a second of a compromised key, and accepts the new key', async () => {
    const verifier = await service.verifier();
    const person = await service.person();
    await verifier.verify(person.token);

    await runCommand('keys rotate', ['--compromised'], service.environment);

    await eventually(() => refusalOf(verifier, person.token), 'revoked');
    const renewed = await service.post('/refresh', { refreshToken: person.refreshToken });
    expect(renewed).toMatchObject({ status: 200 });
    expect(await refusalOf(verifier, renewed.body.token)).toBeUndefined();
  });

  it('continues through a restart: it accepts tokens, keeps all revocations and receives new ones', async () => {
    const verifier = await service.verifier();
    const [early, late] = [await service.person(), await service.person()];
    await logout(early);
    await eventually(() => refusalOf(verifier, early.token), 'revoked');

    await service.interrupt('SIGKILL');
    const meanwhile = await refusalOf(verifier, late.token);
    await service.resume();
    await logout(late);

    await eventually(() => refusalOf(verifier, late.token), 'revoked');
    expect(meanwhile).toBeUndefined();
    expect(await refusalOf(verifier, early.token)).toBe('revoked');
    expect(await refusalOf(await service.verifier(), late.token)).toBe('revoked');
  });
});

describe('an open stream', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('does not delay the shutdown by %s', async (signal) => {
    if (service.hasEnded) await service.resume();
    await service.verifier();
    const reader = new EventReader(`${service.origin}/revocations/stream`);
    await reader.open(basic(service.credentials));
    const started = performance.now();

    const code = await service.interrupt(signal);

    expect(code).toBe(0);
    expect(performance.now() - started).toBeLessThan(STOP_TIMEOUT_MS);
    await eventually(() => reader.hasEnded, true);
  });
});
