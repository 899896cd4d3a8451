import bcrypt from 'bcrypt';
import { hashPassword } from '../../src/passwords/password-hash.js';
import { CLAIMS_OF_USERS, decodeJwt, headerOf } from '../support/jwt.js';
import { freshName, PASSWORD } from '../support/people.js';
import { useService } from '../support/service.js';

const service = useService({ BCRYPT_COST: '5' });

const login = (name: string, password = PASSWORD) => service.post('/login', { name, password });
const hashOf = async (id: string) =>
  (await service.rows<{ password_hash: string }>(`SELECT password_hash FROM users WHERE id = '${id}'`))[0]
    ?.password_hash;
const setHash = (id: string, hash: string) =>
  service.execute(`UPDATE users SET password_hash = '${hash}' WHERE id = '${id}'`);

describe('signing in', () => {
  it('returns the same response for an unknown name, a wrong password and a disabled account', async () => {
    const { name, id } = await service.person();
    const { token } = await service.admin();
    const wrong = await login(name, 'not the password');
    await service.patch(`/users/${id}`, { disabled: true }, { token });

    const answers = [wrong, await login(freshName()), await login(name)];

    const visible = answers.map(({ status, body, headers }) => [
      status,
      body,
      [...headers.keys()].toSorted(),
    ]);
    expect(wrong).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } });
    expect(visible[1]).toEqual(visible[0]);
    expect(visible[2]).toEqual(visible[0]);
  });

  it('computes one hash of the current cost for each known or unknown name', async () => {
    const { name } = await service.person();
    const hashing = jest.spyOn(bcrypt, 'hash');

    for (const who of [name, freshName()]) await login(who, 'not the password');

    const costs = hashing.mock.calls.map(([, salt]) => String(salt).slice(0, 7));
    hashing.mockRestore();
    expect(costs).toEqual(['$2b$05$', '$2b$05$']);
  });

  it('returns an access token in the format of RFC 9068', async () => {
    const { token, id } = await service.person();

    const claims = decodeJwt(token);

    expect(headerOf(token)).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: expect.any(String) });
    expect(claims).toMatchObject({
      iss: 'https://auth.example.com',
      aud: 'watchword',
      sub: id,
      roles: ['user'],
    });
    expect(Object.keys(claims).toSorted()).toEqual(CLAIMS_OF_USERS);
    expect(Number(claims.exp) - Number(claims.iat)).toBe(900);
  });

  it('accepts a verified address in place of the name, and no unverified one', async () => {
    const { id } = await service.person({ email: 'Verified@Example.com' });
    expect((await login('verified@example.com')).status).toBe(401);

    await service.execute(`UPDATE users SET verified_email_key = 'verified@example.com' WHERE id = '${id}'`);

    expect((await login('VERIFIED@example.com')).status).toBe(200);
  });

  it.each(['$2a$', '$2b$', '$2y$'])('accepts an imported hash with %s and renews it', async (prefix) => {
    const { name, id } = await service.person();
    await setHash(id, (await bcrypt.hash(PASSWORD, 4)).replace('$2b$', prefix));

    expect((await login(name, 'wrong password')).status).toBe(401);
    expect((await login(name)).status).toBe(200);
    expect(await hashOf(id)).toMatch(/^\$bcrypt-sha256\$v=2,t=2b,r=5\$/);
    expect((await login(name)).status).toBe(200);
  });

  it.each([
    ['of cost 22', `$2b$22$${'a'.repeat(53)}`],
    [
      'in the format of the service and of cost 31',
      `$bcrypt-sha256$v=2,t=2b,r=31$${'a'.repeat(22)}$${'b'.repeat(31)}`,
    ],
    ['of a cost that bcrypt lacks', `$2b$03$${'a'.repeat(53)}`],
    ['of an unknown format', '$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA'],
    ['that is empty', ''],
  ])(
    'refuses every password for a hash %s, at the cost of one normal hash, and records the reason',
    async (_, hash) => {
      const { name, id } = await service.person();
      await setHash(id, hash);
      const hashing = jest.spyOn(bcrypt, 'hash');

      const { status, body } = await login(name);

      const costs = hashing.mock.calls.map(([, salt]) => String(salt).slice(0, 7));
      hashing.mockRestore();
      expect([status, body.code, costs]).toEqual([401, 'invalid_credentials', ['$2b$05$']]);
      const [event] = await service.rows<{ detail: string }>(
        `SELECT detail FROM audit_events WHERE type = 'login.failed' AND subject = '${id}'`,
      );
      expect(event?.detail).toBe('{"reason":"hash"}');
      expect(service.logLines.filter((line) => line.includes('hash cannot be verified'))).toHaveLength(1);
    },
  );

  it('also refuses the password for DELETE /me when the stored hash cannot be verified', async () => {
    const { id, token } = await service.person();
    await setHash(id, 'plain text');

    const { status } = await service.delete('/me', { password: 'plain text' }, { token });

    expect(status).toBe(403);
  });

  it('replaces a hash of lower cost, but only once', async () => {
    const { name, id } = await service.person();
    await setHash(id, await hashPassword(PASSWORD, 4));

    await login(name);
    const renewed = await hashOf(id);
    await login(name);

    expect(renewed).toContain('r=5');
    expect(await hashOf(id)).toBe(renewed);
  });

  it('returns a token that is refused as soon as its user is disabled or deleted', async () => {
    const [disabled, deleted] = [await service.person(), await service.person()];
    const { token } = await service.admin();

    await service.patch(`/users/${disabled.id}`, { disabled: true }, { token });
    await service.delete(`/users/${deleted.id}`, undefined, { token });

    expect((await service.get('/protected', { token: disabled.token })).status).toBe(401);
    expect((await service.get('/protected', { token: deleted.token })).status).toBe(401);
  });
});
